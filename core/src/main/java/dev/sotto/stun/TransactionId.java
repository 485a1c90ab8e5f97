package dev.sotto.stun;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The 96 bits that tie a response to its request (RFC 8489 section 5). A value, equal by its bytes,
 * so it can be a key of a map; free to share between threads.
 */
public final class TransactionId {
  /** How many bytes it has. */
  public static final int LENGTH = 12;

  private final byte[] bytes;

  private TransactionId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The id with these bytes.
   *
   * @param from the array that holds them; copied from
   * @param offset where its {@link #LENGTH} bytes start
   * @return the id
   * @throws IndexOutOfBoundsException if the bytes are not inside the array
   */
  public static TransactionId of(byte[] from, int offset) {
    byte[] bytes = new byte[LENGTH];
    System.arraycopy(from, offset, bytes, 0, LENGTH);
    return new TransactionId(bytes);
  }

  /**
   * A fresh id. RFC 8489 section 5: it MUST be uniformly and randomly chosen, and be
   * cryptographically random, or an attacker off the path could forge a response.
   *
   * @param random where the bytes come from
   * @return the id
   */
  public static TransactionId random(RandomGenerator random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new TransactionId(bytes);
  }

  void writeTo(byte[] into, int offset) {
    System.arraycopy(bytes, 0, into, offset, LENGTH);
  }

  /**
   * The bytes of the id.
   *
   * @return a copy of {@link #LENGTH} bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
