package dev.sotto.sctp;

import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.PacketChecksum;
import java.nio.ByteBuffer;

/**
 * The packet being written into the caller's array. One instance serves an association for ever.
 */
final class PacketWriter {
  private static final byte[] NOWHERE = new byte[0];

  private final AssociationOptions options;
  private final PacketChecksum checksum;
  private byte[] out = NOWHERE;
  private int start;
  private int at;

  PacketWriter(AssociationOptions options, PacketChecksum checksum) {
    this.options = options;
    this.checksum = checksum;
  }

  void begin(byte[] into, int offset, int verificationTag) {
    out = into;
    start = offset;
    at = offset + CommonHeader.LENGTH;
    CommonHeader.write(into, offset, options.localPort(), options.remotePort(), verificationTag);
  }

  /** Bytes that still fit. */
  int room() {
    return start + options.mtu() - at;
  }

  boolean isEmpty() {
    return at == start + CommonHeader.LENGTH;
  }

  void put(Chunk chunk) {
    chunk.writeTo(ByteBuffer.wrap(out, at, room()));
    at += chunk.paddedLength();
  }

  byte[] array() {
    return out;
  }

  /** Where the next chunk starts. */
  int position() {
    return at;
  }

  /** A chunk of some length was written at the position; pads it with zeros. */
  void wrote(int length) {
    int end = at + length;
    at += (length + 3) & ~3;
    for (int i = end; i < at; i++) {
      out[i] = 0;
    }
  }

  /** Seals the packet; its length, or 0 when nothing was put into it. */
  int finish() {
    int length = isEmpty() ? 0 : at - start;
    if (length > 0) {
      checksum.seal(out, start, length);
    }
    out = NOWHERE;
    return length;
  }
}
