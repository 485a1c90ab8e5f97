package dev.sotto.pairing;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes, HMAC (RFC 2104) and HKDF (RFC 5869) with SHA-512, as the JDK has them. */
final class Hash {
  private static final int SHA_512_LENGTH = 64;

  private Hash() {}

  static byte[] sha256(byte[] input) {
    return digest("SHA-256", input);
  }

  static byte[] sha512(byte[] input) {
    return digest("SHA-512", input);
  }

  static byte[] hmacSha256(byte[] key, byte[] input) {
    return hmac("HmacSHA256", key, input);
  }

  static byte[] hmacSha512(byte[] key, byte[] input) {
    return hmac("HmacSHA512", key, input);
  }

  /** HKDF-Extract (RFC 5869 section 2.2): 64 bytes. */
  static byte[] extract(byte[] salt, byte[] keyMaterial) {
    return hmacSha512(salt, keyMaterial);
  }

  /** HKDF-Expand (RFC 5869 section 2.3) for as much as one block of the hash gives. */
  static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    if (length > SHA_512_LENGTH) {
      throw new IllegalArgumentException("more than one block");
    }
    byte[] input = Arrays.copyOf(info, info.length + 1);
    input[info.length] = 1;
    byte[] block = hmacSha512(pseudorandomKey, input);
    byte[] output = Arrays.copyOf(block, length);
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static byte[] digest(String algorithm, byte[] input) {
    try {
      return MessageDigest.getInstance(algorithm).digest(input);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("a JDK without " + algorithm, missing);
    }
  }

  private static byte[] hmac(String algorithm, byte[] key, byte[] input) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(input);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without " + algorithm, missing);
    }
  }
}
