package dev.sotto.address;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address: a value, equal by its bytes, free to share between threads.
 *
 * <p>An IPv4-mapped IPv6 address ({@code ::ffff:192.0.2.1}) becomes the IPv4 address it stands for,
 * so that no list of permitted or refused addresses can be passed by writing one as the other.
 */
public final class IpAddress {
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;
  private static final int IPV6_GROUPS = 8;
  private static final int LONGEST_LITERAL = 45;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The address with these bytes.
   *
   * @param bytes 4 or 16 bytes in network order; copied
   * @return the address; an IPv4 one when the bytes are an IPv4-mapped IPv6 address
   * @throws IllegalArgumentException if there are neither 4 nor 16 bytes
   */
  public static IpAddress of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /**
   * The address with these bytes.
   *
   * @param from the array that holds them; copied from
   * @param offset where they start
   * @param length 4 or 16
   * @return the address; an IPv4 one when the bytes are an IPv4-mapped IPv6 address
   * @throws IllegalArgumentException if the length is neither 4 nor 16
   * @throws IndexOutOfBoundsException if the bytes are not inside the array
   */
  public static IpAddress of(byte[] from, int offset, int length) {
    if (length != IPV4_LENGTH && length != IPV6_LENGTH) {
      throw new IllegalArgumentException("not the length of an address: " + length);
    }
    byte[] bytes = new byte[length];
    System.arraycopy(from, offset, bytes, 0, length);
    boolean mapped = length == IPV6_LENGTH && isIpv4Mapped(bytes);
    return new IpAddress(mapped ? Arrays.copyOfRange(bytes, 12, IPV6_LENGTH) : bytes);
  }

  private static boolean isIpv4Mapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
  }

  /**
   * Reads a literal: four decimal numbers without leading zeros, or the forms of RFC 4291 section
   * 2.2. No brackets, no zone.
   *
   * @param text what may be a literal, from anyone
   * @return the address, or empty when the text is anything else; names are never looked up
   */
  public static Optional<IpAddress> parse(String text) {
    if (text.length() > LONGEST_LITERAL) {
      return Optional.empty();
    }
    byte[] bytes = new byte[text.indexOf(':') < 0 ? IPV4_LENGTH : IPV6_LENGTH];
    boolean valid =
        bytes.length == IPV4_LENGTH ? parseIpv4(text, bytes, 0) : parseIpv6(text, bytes);
    return valid ? Optional.of(of(bytes)) : Optional.empty();
  }

  private static boolean parseIpv4(String text, byte[] into, int offset) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != IPV4_LENGTH) {
      return false;
    }
    for (int i = 0; i < IPV4_LENGTH; i++) {
      int value = number(parts[i], 10, 3);
      boolean leadingZero = parts[i].length() > 1 && parts[i].charAt(0) == '0';
      if (value < 0 || value > 255 || leadingZero) {
        return false;
      }
      into[offset + i] = (byte) value;
    }
    return true;
  }

  private static boolean parseIpv6(String text, byte[] into) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return parseGroups(text, into) == IPV6_LENGTH;
    }
    // RFC 4291 2.2: the "::" can only appear once.
    if (text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    byte[] tail = new byte[IPV6_LENGTH];
    int headLength = before.isEmpty() ? 0 : parseGroups(before, into);
    int tailLength = after.isEmpty() ? 0 : parseGroups(after, tail);
    boolean dottedHead = before.indexOf('.') >= 0;
    if (headLength < 0 || tailLength < 0 || dottedHead || headLength + tailLength > 14) {
      return false;
    }
    System.arraycopy(tail, 0, into, IPV6_LENGTH - tailLength, tailLength);
    return true;
  }

  /** Writes colon-separated groups, the last of them possibly dotted; the bytes written, or -1. */
  private static int parseGroups(String text, byte[] into) {
    String[] groups = text.split(":", -1);
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      boolean dotted = i == groups.length - 1 && groups[i].indexOf('.') >= 0;
      if (length + (dotted ? 4 : 2) > IPV6_LENGTH) {
        return -1;
      }
      if (dotted) {
        if (!parseIpv4(groups[i], into, length)) {
          return -1;
        }
        length += 4;
      } else {
        int value = number(groups[i], 16, 4);
        if (value < 0) {
          return -1;
        }
        into[length++] = (byte) (value >> 8);
        into[length++] = (byte) value;
      }
    }
    return length;
  }

  /** ASCII digits only: {@code Integer.parseInt} takes signs and the digits of other scripts. */
  private static int number(String digits, int radix, int mostDigits) {
    if (digits.isEmpty() || digits.length() > mostDigits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  /**
   * Whether this is an IPv4 address.
   *
   * @return true for IPv4, false for IPv6
   */
  public boolean isIpv4() {
    return bytes.length == IPV4_LENGTH;
  }

  /**
   * Whether one host can be meant: not unspecified, not multicast, not the limited broadcast
   * address. A peer that names another address would have us send to many, or to nobody.
   *
   * @return whether packets may be sent to it
   */
  public boolean isUnicast() {
    int first = bytes[0] & 0xff;
    if (isUnspecified()) {
      return false;
    }
    return isIpv4() ? first < 224 || (first >= 240 && !isBroadcast()) : first != 0xff;
  }

  /**
   * Whether this is {@code 0.0.0.0} or {@code ::}.
   *
   * @return whether every byte is zero
   */
  public boolean isUnspecified() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isBroadcast() {
    for (byte b : bytes) {
      if (b != (byte) 0xff) {
        return false;
      }
    }
    return true;
  }

  /**
   * The bytes in network order.
   *
   * @return a copy, 4 or 16 bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The literal; for IPv6 in the form of RFC 5952. */
  @Override
  public String toString() {
    return isIpv4() ? dotted() : colons();
  }

  private String dotted() {
    return (bytes[0] & 0xff)
        + "."
        + (bytes[1] & 0xff)
        + "."
        + (bytes[2] & 0xff)
        + "."
        + (bytes[3] & 0xff);
  }

  /** RFC 5952 4.2: the longest run of two or more zero groups is shortened, the first of equals. */
  private String colons() {
    int gapStart = -1;
    int gapLength = 1;
    for (int start = 0; start < IPV6_GROUPS; start++) {
      int length = 0;
      while (start + length < IPV6_GROUPS && group(start + length) == 0) {
        length++;
      }
      if (length > gapLength) {
        gapStart = start;
        gapLength = length;
      }
    }
    StringBuilder text = new StringBuilder(LONGEST_LITERAL);
    for (int i = 0; i < IPV6_GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        boolean between = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
        text.append(between ? ":" : "").append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }

  private int group(int index) {
    return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
  }
}
