package dev.sotto.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses (CIDR, RFC 4632): {@code 10.0.0.0/8}, {@code fd00::/8}, or one address.
 *
 * @param address its first address or any other of it
 * @param bits how many bits from the left all its addresses have in common
 */
public record Network(InetAddress address, int bits) {
  private static final Pattern SYNTAX = Pattern.compile("([0-9a-fA-F:.]+)(?:/(\\d{1,3}))?");

  /** Refuses more bits than there are. */
  public Network {
    if (bits < 0 || bits > 8 * address.getAddress().length) {
      throw new IllegalArgumentException("not a length of a prefix: " + bits);
    }
  }

  /**
   * Reads one.
   *
   * @param text what somebody wrote
   * @return the range
   * @throws IllegalArgumentException when it is none
   */
  public static Network parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    Optional<InetAddress> address =
        matcher.matches() ? literal(matcher.group(1)) : Optional.empty();
    if (address.isEmpty()) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    String length = matcher.group(2);
    int most = 8 * address.get().getAddress().length;
    int bits = length == null ? most : Integer.parseInt(length);
    if (bits > most) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    return new Network(address.get(), bits);
  }

  /** An address written in digits. Names are not looked up. */
  static Optional<InetAddress> literal(String text) {
    boolean digits =
        text.indexOf(':') >= 0
            ? text.matches("[0-9a-fA-F:.]{2,45}")
            : text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    if (!digits) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text.indexOf(':') >= 0 ? "[" + text + "]" : text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] theirs = other.getAddress();
    if (own.length != theirs.length) {
      return false;
    }
    int whole = bits / 8;
    int mask = 0xff00 >> (bits % 8) & 0xff;
    return Arrays.equals(own, 0, whole, theirs, 0, whole)
        && (mask == 0 || ((own[whole] ^ theirs[whole]) & mask) == 0);
  }
}
