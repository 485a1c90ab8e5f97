package dev.sotto.fuzz;

import java.nio.ByteBuffer;

/** Fuzz input read as a list of steps with numbers and bytes; whatever is missing is zero. */
final class Script {
  private final ByteBuffer in;

  Script(byte[] input) {
    in = ByteBuffer.wrap(input);
  }

  boolean hasMore() {
    return in.hasRemaining();
  }

  int number8() {
    return in.hasRemaining() ? in.get() & 0xff : 0;
  }

  int number16() {
    return number8() << 8 | number8();
  }

  /** A length of 16 bits, and as many bytes, or what is left. */
  byte[] bytes() {
    byte[] taken = new byte[Math.min(number16(), in.remaining())];
    in.get(taken);
    return taken;
  }
}
