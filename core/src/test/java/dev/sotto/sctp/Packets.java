package dev.sotto.sctp;

import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.PacketChecksum;
import dev.sotto.sctp.wire.SackChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Packets made by hand and taken apart, on ports 5000. */
final class Packets {
  private Packets() {}

  static byte[] of(int tag, Chunk... chunks) {
    ByteBuffer out = ByteBuffer.allocate(65_000).position(CommonHeader.LENGTH);
    for (Chunk chunk : chunks) {
      chunk.writeTo(out);
    }
    return seal(Arrays.copyOf(out.array(), out.position()), tag);
  }

  /** Puts ports, tag and the right checksum into a packet. */
  static byte[] seal(byte[] packet, int tag) {
    CommonHeader.write(packet, 0, 5000, 5000, tag);
    new PacketChecksum().seal(packet, 0, packet.length);
    return packet;
  }

  static byte[] data(int tag, int flags, int tsn, int stream, int ssn, byte[] payload) {
    byte[] packet = new byte[(CommonHeader.LENGTH + 16 + payload.length + 3) & ~3];
    DataChunk.writeHeader(packet, CommonHeader.LENGTH, flags, payload.length, tsn, stream, ssn, 53);
    System.arraycopy(payload, 0, packet, CommonHeader.LENGTH + 16, payload.length);
    return seal(packet, tag);
  }

  /** A SACK; the blocks are start, end, start, end. */
  static byte[] sack(int tag, int cumulativeTsn, long window, int... blocks) {
    byte[] packet = new byte[CommonHeader.LENGTH + 16 + 2 * blocks.length];
    SackChunk.writeHeader(packet, CommonHeader.LENGTH, cumulativeTsn, window, blocks.length / 2, 0);
    for (int i = 0; i < blocks.length; i++) {
      packet[CommonHeader.LENGTH + 16 + 2 * i] = (byte) (blocks[i] >> 8);
      packet[CommonHeader.LENGTH + 17 + 2 * i] = (byte) blocks[i];
    }
    return seal(packet, tag);
  }

  static int tag(byte[] packet) {
    return CommonHeader.verificationTag(packet, 0);
  }

  /** The control chunks of a packet; DATA and SACK come as unknown ones. */
  static List<Chunk> chunks(byte[] packet) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(packet, CommonHeader.LENGTH, packet.length - 12);
    while (in.hasRemaining()) {
      chunks.add(Chunk.parse(in));
    }
    return chunks;
  }

  static <T extends Chunk> List<T> chunks(List<byte[]> packets, Class<T> kind) {
    return packets.stream()
        .flatMap(packet -> chunks(packet).stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** Where the first chunk of a type starts in a packet. */
  static int find(byte[] packet, int chunkType) {
    for (int at = CommonHeader.LENGTH; at < packet.length; ) {
      if ((packet[at] & 0xff) == chunkType) {
        return at;
      }
      at += (((packet[at + 2] & 0xff) << 8 | (packet[at + 3] & 0xff)) + 3) & ~3;
    }
    throw new AssertionError("no chunk of type " + chunkType);
  }
}
