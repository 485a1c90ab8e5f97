package dev.sotto.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Makes packets that an association takes for its peer's. The fuzzer writes sequence numbers as
 * distances from the real ones, so that it need not guess 32 bits; here they become real.
 */
final class PeerPackets {
  private static final int HEADER = 12;
  private static final int CHECKSUM = 8;
  private static final int INIT = 1;
  private static final int INIT_ACK = 2;
  private static final int INITIAL_TSN = HEADER + 16;

  private static final int DATA = 0;
  private static final int SACK = 3;
  private static final int SHUTDOWN = 7;
  private static final int RE_CONFIG = 130;
  private static final int FORWARD_TSN = 192;
  private static final int OUTGOING_RESET = 13;
  private static final int INCOMING_RESET = 14;

  private final List<byte[]> handshake = new ArrayList<>();
  private final byte[] header = new byte[HEADER];
  private int peerTsn;
  private int victimTsn;

  /** Notes a packet of the handshake: where the peer's numbers begin, and how its header looks. */
  void sentByPeer(byte[] packet, int length) {
    handshake.add(Arrays.copyOf(packet, length));
    if (packet[HEADER] == INIT) {
      peerTsn = ByteBuffer.wrap(packet).getInt(INITIAL_TSN);
    }
    // The last one's is that of an established association; INIT has no tag.
    System.arraycopy(packet, 0, header, 0, HEADER);
  }

  /** Notes a packet of the handshake: where the numbers of its other side begin. */
  void sentByVictim(byte[] packet, int length) {
    if (packet[HEADER] == INIT_ACK) {
      victimTsn = ByteBuffer.wrap(packet, 0, length).getInt(INITIAL_TSN);
    }
  }

  /** One of the packets that led to the association, again. */
  byte[] handshakePacket(int which) {
    return handshake.get(which % handshake.size());
  }

  /** A packet of these chunks. */
  byte[] packet(byte[] chunks) {
    byte[] packet = Arrays.copyOf(header, HEADER + chunks.length);
    System.arraycopy(chunks, 0, packet, HEADER, chunks.length);
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    for (int at = HEADER; at + 8 <= packet.length; ) {
      makeReal(bytes, at);
      at += padded(Math.max(4, bytes.getShort(at + 2) & 0xffff));
    }
    return sealed(packet);
  }

  private void makeReal(ByteBuffer packet, int chunk) {
    switch (packet.get(chunk) & 0xff) {
      case DATA, FORWARD_TSN -> add(packet, chunk + 4, peerTsn);
      case SACK, SHUTDOWN -> add(packet, chunk + 4, victimTsn);
      case RE_CONFIG -> makeParametersReal(packet, chunk);
      default -> {}
    }
  }

  private void makeParametersReal(ByteBuffer packet, int chunk) {
    int end = Math.min(packet.limit(), chunk + (packet.getShort(chunk + 2) & 0xffff));
    for (int at = chunk + 4; at + 8 <= end; ) {
      int type = packet.getShort(at) & 0xffff;
      boolean response = type > INCOMING_RESET && type < INCOMING_RESET + 3;
      add(packet, at + 4, response ? victimTsn : peerTsn);
      if (type == OUTGOING_RESET) {
        add(packet, at + 8, victimTsn);
        add(packet, at + 12, peerTsn);
      }
      at += padded(Math.max(4, packet.getShort(at + 2) & 0xffff));
    }
  }

  private static void add(ByteBuffer packet, int at, int base) {
    if (at + 4 <= packet.limit()) {
      packet.putInt(at, packet.getInt(at) + base);
    }
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }

  /** RFC 9260 appendix A: CRC32c over the packet with a checksum of 0, in reversed byte order. */
  private static byte[] sealed(byte[] packet) {
    Arrays.fill(packet, CHECKSUM, HEADER, (byte) 0);
    CRC32C crc = new CRC32C();
    crc.update(packet);
    int checksum = Integer.reverseBytes((int) crc.getValue());
    ByteBuffer.wrap(packet).putInt(CHECKSUM, checksum);
    return packet;
  }
}
