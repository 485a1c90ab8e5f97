package dev.sotto.pairing;

import java.util.Arrays;
import java.util.Optional;

/** Hides how long a message is: 0x80, then zeros up to one of six lengths. */
final class Padding {
  static final int SMALLEST = 512;
  static final int LARGEST = 16_384;

  private static final byte END = (byte) 0x80;

  private Padding() {}

  static byte[] pad(byte[] plaintext) {
    byte[] padded = Arrays.copyOf(plaintext, lengthFor(plaintext.length));
    padded[plaintext.length] = END;
    return padded;
  }

  private static int lengthFor(int plaintext) {
    int length = SMALLEST;
    while (length < plaintext + 1) {
      length *= 2;
    }
    return length;
  }

  static boolean isLength(int length) {
    return length >= SMALLEST && length <= LARGEST && Integer.bitCount(length) == 1;
  }

  /** Only what {@link #pad} makes: one message has one form. */
  static Optional<byte[]> unpad(byte[] padded) {
    if (!isLength(padded.length)) {
      return Optional.empty();
    }
    int end = padded.length - 1;
    while (end > 0 && padded[end] == 0) {
      end--;
    }
    return padded[end] == END && padded.length == lengthFor(end)
        ? Optional.of(Arrays.copyOf(padded, end))
        : Optional.empty();
  }
}
