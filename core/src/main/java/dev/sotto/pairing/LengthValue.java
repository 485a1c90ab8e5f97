package dev.sotto.pairing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * lv_cat of the CPace draft: each part after its length in LEB128, so that no two lists collide.
 */
final class LengthValue {
  private static final int CONTINUES = 0x80;

  private LengthValue() {}

  static byte[] concatenate(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += lengthOfLength(part.length) + part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      int rest = part.length;
      while (rest >= CONTINUES) {
        out.put((byte) (rest | CONTINUES));
        rest >>>= 7;
      }
      out.put((byte) rest).put(part);
    }
    return out.array();
  }

  static int lengthOfLength(int length) {
    int octets = 1;
    for (int rest = length >>> 7; rest > 0; rest >>>= 7) {
      octets++;
    }
    return octets;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
