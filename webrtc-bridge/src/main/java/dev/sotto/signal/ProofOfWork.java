package dev.sotto.signal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * What a busy server asks for before it lets anyone in ({@code docs/protocol.md}, "Rendezvous"): a
 * number with which SHA-256 of {@code salt.room.number} begins with so many zero bits.
 */
final class ProofOfWork {
  /** More would keep a machine busy for longer than the salt is valid. */
  static final int MAX_BITS = 24;

  private static final int LOOKS = 1024;

  private ProofOfWork() {}

  /**
   * Searches; about 2^bits hashes.
   *
   * @param salt the server's
   * @param room the room, or {@code open}
   * @param bits 0 to {@link #MAX_BITS}
   * @param cancelled asked now and then whether to stop
   * @return the number, or empty when cancelled
   */
  static OptionalLong search(String salt, String room, int bits, BooleanSupplier cancelled) {
    MessageDigest sha256 = sha256();
    byte[] prefix = (salt + "." + room + ".").getBytes(StandardCharsets.UTF_8);
    for (long nonce = 0; nonce % LOOKS != 0 || !cancelled.getAsBoolean(); nonce++) {
      sha256.update(prefix);
      byte[] hash = sha256.digest(Long.toString(nonce).getBytes(StandardCharsets.US_ASCII));
      if (leadingZeros(hash) >= bits) {
        return OptionalLong.of(nonce);
      }
    }
    return OptionalLong.empty();
  }

  private static int leadingZeros(byte[] hash) {
    int bits = 0;
    for (byte one : hash) {
      if (one != 0) {
        return bits + Integer.numberOfLeadingZeros(one & 0xff) - 24;
      }
      bits += 8;
    }
    return bits;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform is required to have SHA-256.
      throw new IllegalStateException("no SHA-256 in this Java", e);
    }
  }
}
