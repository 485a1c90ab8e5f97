package dev.sotto.sctp;

import dev.sotto.sctp.wire.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to set up an association, kept by the peer until its COOKIE ECHO, so that an
 * INIT costs no memory (RFC 9260 section 5.1.3).
 *
 * @param createdNanos when it was made, in the scale of {@code Monotonic}
 * @param localTag our verification tag
 * @param localTsn our initial TSN
 * @param localTieTag our tag of the association that existed then, 0 for none
 * @param peerTieTag the peer's tag of that association, 0 for none
 * @param peer what its INIT brought
 */
record StateCookie(
    long createdNanos,
    int localTag,
    int localTsn,
    int localTieTag,
    int peerTieTag,
    PeerSetup peer) {
  private static final int LENGTH = 8 + 5 * 4 + 3 * 4 + 1;

  private static final int PARTIAL_RELIABILITY = 1;
  private static final int RECONFIGURATION = 2;

  Octets toOctets() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    out.putLong(createdNanos).putInt(localTag).putInt(localTsn);
    out.putInt(localTieTag).putInt(peerTieTag);
    out.putInt(peer.tag()).putInt((int) peer.window()).putInt(peer.tsn());
    out.putShort((short) peer.outboundStreams()).putShort((short) peer.inboundStreams());
    out.put(
        (byte)
            ((peer.partialReliability() ? PARTIAL_RELIABILITY : 0)
                | (peer.reconfiguration() ? RECONFIGURATION : 0)));
    return Octets.of(out.array());
  }

  /** Reads what {@link #toOctets} wrote, or null when the length is another. */
  static @Nullable StateCookie of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long createdNanos = in.getLong();
    int localTag = in.getInt();
    int localTsn = in.getInt();
    int localTieTag = in.getInt();
    int peerTieTag = in.getInt();
    int peerTag = in.getInt();
    long window = in.getInt() & 0xffff_ffffL;
    int peerTsn = in.getInt();
    int outboundStreams = in.getShort() & 0xffff;
    int inboundStreams = in.getShort() & 0xffff;
    int capabilities = in.get();
    return new StateCookie(
        createdNanos,
        localTag,
        localTsn,
        localTieTag,
        peerTieTag,
        new PeerSetup(
            peerTag,
            window,
            peerTsn,
            outboundStreams,
            inboundStreams,
            (capabilities & PARTIAL_RELIABILITY) != 0,
            (capabilities & RECONFIGURATION) != 0));
  }
}
