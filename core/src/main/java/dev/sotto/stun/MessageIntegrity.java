package dev.sotto.stun;

import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two sums that end a message: MESSAGE-INTEGRITY (RFC 8489 section 14.5) and FINGERPRINT
 * (section 14.7). Both are computed over the message up to their attribute, with the header's
 * length as if the message ended with it.
 */
final class MessageIntegrity {
  static final int HMAC_LENGTH = 20;
  static final int FINGERPRINT_LENGTH = 4;

  private static final int FINGERPRINT_XOR = 0x5354554e;

  private MessageIntegrity() {}

  /**
   * The HMAC-SHA1 of the message that starts at {@code start} and whose attribute is at {@code
   * attribute}.
   */
  static byte[] hmac(byte[] message, int start, int attribute, byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("an empty key");
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      int length = attribute - start - StunMessage.HEADER_LENGTH + 4 + HMAC_LENGTH;
      mac.update(message, start, 2);
      mac.update((byte) (length >> 8));
      mac.update((byte) length);
      mac.update(message, start + 4, attribute - start - 4);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      // Every Java platform is required to have HmacSHA1.
      throw new IllegalStateException("no HmacSHA1 in this Java", e);
    }
  }

  /**
   * The CRC-32, xored, of the message that starts at {@code start} and whose attribute is at {@code
   * attribute}.
   */
  static int fingerprint(byte[] message, int start, int attribute) {
    int length = attribute - start - StunMessage.HEADER_LENGTH + 4 + FINGERPRINT_LENGTH;
    CRC32 crc = new CRC32();
    crc.update(message, start, 2);
    crc.update(length >> 8);
    crc.update(length);
    crc.update(message, start + 4, attribute - start - 4);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }
}
