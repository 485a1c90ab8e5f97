package dev.sotto.portmap;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The 96 random bits that prove a PCP mapping to be ours (RFC 6887 section 11.2): the same for
 * every request about it, so that it can be renewed and deleted. Compared as numbers, and never
 * printed.
 */
record PcpNonce(long high, int low) {
  static final int BYTES = 12;

  static PcpNonce random(RandomGenerator random) {
    return new PcpNonce(random.nextLong(), random.nextInt());
  }

  static PcpNonce parse(ByteBuffer from) {
    return new PcpNonce(from.getLong(), from.getInt());
  }

  void writeTo(ByteBuffer to) {
    to.putLong(high).putInt(low);
  }

  @Override
  public String toString() {
    return "PcpNonce";
  }
}
