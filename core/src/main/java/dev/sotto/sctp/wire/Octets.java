package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes as a value: copied in, never changed, compared by content. Its text shows only a length.
 */
public final class Octets {
  /** No bytes. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A copy of an array.
   *
   * @param bytes the array
   * @return its bytes
   */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /**
   * A copy of part of an array.
   *
   * @param bytes the array
   * @param offset where the part starts
   * @param length how long it is
   * @return its bytes
   */
  public static Octets of(byte[] bytes, int offset, int length) {
    return new Octets(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /**
   * A text in UTF-8.
   *
   * @param text the text
   * @return its bytes
   */
  public static Octets utf8(String text) {
    return new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes all that a buffer has left.
   *
   * @param in the buffer; afterwards it has nothing left
   * @return its bytes
   */
  public static Octets rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return new Octets(bytes);
  }

  /**
   * How many.
   *
   * @return length in bytes
   */
  public int length() {
    return bytes.length;
  }

  /**
   * The first of them.
   *
   * @param most how many at most
   * @return these bytes, or a shorter copy
   */
  public Octets first(int most) {
    return bytes.length <= most ? this : of(bytes, 0, most);
  }

  /**
   * Writes them.
   *
   * @param out where to
   */
  public void writeTo(ByteBuffer out) {
    out.put(bytes);
  }

  /**
   * A copy.
   *
   * @return the bytes
   */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Octets[" + bytes.length + "]";
  }
}
