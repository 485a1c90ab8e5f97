package dev.sotto.dtls;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Decides what of a datagram Bouncy Castle may see. Bouncy Castle 1.84 allocates whatever a
 * stranger's handshake fragment declares (CVE-2026-59646) and lets fragments of one byte cost
 * quadratic time; here a handshake is bounded before it gets there.
 *
 * <pre>
 * record:    type (1) | version (2) | epoch (2) | sequence number (6) | length (2) | fragment
 * handshake: msg_type (1) | length (3) | message_seq (2) | fragment_offset (3) | fragment_length (3)
 * </pre>
 *
 * (RFC 6347 sections 4.1 and 4.2.2.) Of records that are not yet protected, epoch 0, only handshake
 * and ChangeCipherSpec pass. Records of later epochs are authenticated by the record layer and pass
 * if their length fits. The first record that does not pass cuts the datagram off.
 *
 * <p>One per session, confined to the thread that receives. Never throws for a peer's bytes.
 */
final class HandshakeGuard {
  static final int MAX_MESSAGE_LENGTH = 32 * 1024;

  /** All messages of one handshake together, as declared. */
  static final int MAX_TOTAL_LENGTH = 64 * 1024;

  /** More than a client or server ever sends before its keys are in use. */
  static final int MAX_MESSAGES = 16;

  /** Unprotected fragments in the life of a session; a long chain sent eight times needs 250. */
  static final int MAX_FRAGMENTS = 1024;

  /** Fragments at once, and a second. */
  static final int MAX_BURST = 128;

  private static final int RECORD_HEADER_LENGTH = 13;
  private static final int MESSAGE_HEADER_LENGTH = 12;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int CERTIFICATE_VERIFY = 15;
  private static final int DTLS_1_0 = 0xfeff;
  private static final int DTLS_1_2 = 0xfefd;
  private static final int NOT_SEEN = -1;
  private static final long NANOS_PER_FRAGMENT = 1_000_000_000L / MAX_BURST;

  private final DtlsRole role;
  private final LongSupplier nanoTime;
  private final int[] declared = new int[MAX_MESSAGES];
  private int totalLength;
  private int fragments;
  private long burst = MAX_BURST;
  private long refilledNanos;
  private int certificateVerifyReceived;
  private boolean certificateVerifyComplete;
  private OptionalInt alert = OptionalInt.empty();

  /**
   * @param role ours
   * @param nanoTime a clock as {@link System#nanoTime()}
   */
  HandshakeGuard(DtlsRole role, LongSupplier nanoTime) {
    this.role = role;
    this.nanoTime = nanoTime;
    this.refilledNanos = nanoTime.getAsLong();
    Arrays.fill(declared, NOT_SEEN);
  }

  /**
   * How much of a datagram may pass.
   *
   * @return the length of the records at its beginning that pass, 0 for none
   */
  int admit(byte[] datagram, int offset, int length) {
    alert = OptionalInt.empty();
    ByteBuffer in = ByteBuffer.wrap(datagram, offset, length);
    while (in.remaining() >= RECORD_HEADER_LENGTH) {
      int start = in.position();
      int type = in.get() & 0xff;
      int version = in.getShort() & 0xffff;
      int epoch = in.getShort() & 0xffff;
      in.position(in.position() + 6);
      int recordLength = in.getShort() & 0xffff;
      boolean passes =
          isExpected(version, epoch)
              && type >= CHANGE_CIPHER_SPEC
              && type <= APPLICATION_DATA
              && recordLength <= in.remaining()
              && (epoch != 0 || passesUnprotected(type, in.slice().limit(recordLength)));
      if (!passes) {
        return start - offset;
      }
      in.position(in.position() + recordLength);
    }
    return in.position() - offset;
  }

  /**
   * RFC 6347 section 4.1: a first ClientHello may say 1.0. Bouncy Castle would end the connection
   * for a version that does not exist, though nobody has authenticated it.
   */
  private static boolean isExpected(int version, int epoch) {
    return version == DTLS_1_2 || (version == DTLS_1_0 && epoch == 0);
  }

  /** The description of an unprotected alert in the last datagram, which has been cut off there. */
  OptionalInt alert() {
    return alert;
  }

  private boolean passesUnprotected(int type, ByteBuffer fragment) {
    return switch (type) {
      case HANDSHAKE -> passesHandshake(fragment);
      case CHANGE_CIPHER_SPEC -> passesChangeCipherSpec(fragment);
      case ALERT -> {
        if (fragment.remaining() == 2) {
          alert = OptionalInt.of(fragment.get(fragment.position() + 1) & 0xff);
        }
        yield false;
      }
      default -> false;
    };
  }

  private boolean passesHandshake(ByteBuffer fragment) {
    if (!fragment.hasRemaining()) {
      return false; // RFC 5246 6.2.1: no zero-length fragments of Handshake
    }
    while (fragment.hasRemaining()) {
      if (fragment.remaining() < MESSAGE_HEADER_LENGTH || !passesMessage(fragment)) {
        return false;
      }
    }
    return true;
  }

  private boolean passesMessage(ByteBuffer in) {
    int type = in.get() & 0xff;
    int length = readUint24(in);
    int sequence = in.getShort() & 0xffff;
    int fragmentOffset = readUint24(in);
    int fragmentLength = readUint24(in);
    if (length > MAX_MESSAGE_LENGTH
        || sequence >= MAX_MESSAGES
        || fragmentLength > in.remaining()
        || fragmentOffset + fragmentLength > length
        || (fragmentLength == 0 && length != 0)
        || !fitsDeclared(sequence, length)
        || !withinRate()) {
      return false;
    }
    if (type == CERTIFICATE_VERIFY) {
      noteCertificateVerify(length, fragmentOffset, fragmentLength);
    }
    in.position(in.position() + fragmentLength);
    return true;
  }

  private boolean fitsDeclared(int sequence, int length) {
    if (declared[sequence] == NOT_SEEN) {
      if (totalLength + length > MAX_TOTAL_LENGTH) {
        return false;
      }
      totalLength += length;
      declared[sequence] = length;
    }
    return declared[sequence] == length;
  }

  private boolean withinRate() {
    long now = nanoTime.getAsLong();
    long refill = (now - refilledNanos) / NANOS_PER_FRAGMENT;
    if (refill > 0) {
      burst = Math.min(MAX_BURST, burst + refill);
      refilledNanos += refill * NANOS_PER_FRAGMENT;
    }
    if (burst == 0 || fragments == MAX_FRAGMENTS) {
      return false;
    }
    burst--;
    fragments++;
    return true;
  }

  private void noteCertificateVerify(int length, int fragmentOffset, int fragmentLength) {
    if (fragmentOffset <= certificateVerifyReceived) {
      certificateVerifyReceived =
          Math.max(certificateVerifyReceived, fragmentOffset + fragmentLength);
      certificateVerifyComplete |= certificateVerifyReceived == length;
    }
  }

  /**
   * Bouncy Castle's server that reads ChangeCipherSpec before CertificateVerify discards every
   * later CertificateVerify and can never complete. So it has to wait for the peer's next attempt.
   */
  private boolean passesChangeCipherSpec(ByteBuffer fragment) {
    return fragment.remaining() == 1
        && fragment.get() == 1
        && (role == DtlsRole.CLIENT || certificateVerifyComplete);
  }

  private static int readUint24(ByteBuffer in) {
    return (in.get() & 0xff) << 16 | (in.getShort() & 0xffff);
  }
}
