package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import java.net.InetAddress;

/**
 * Addresses that begin with the same bits.
 *
 * @param address one of them
 * @param prefix how many bits are the same, 0 to 32 or 128
 */
public record Subnet(IpAddress address, int prefix) {
  /** Refuses a prefix that the family does not have. */
  public Subnet {
    if (prefix < 0 || prefix > address.bytes().length * 8) {
      throw new IllegalArgumentException("prefix " + prefix);
    }
  }

  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or an address alone.
   *
   * @param text the text
   * @return the subnet
   * @throws IllegalArgumentException when it is none
   */
  public static Subnet parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    IpAddress address =
        IpAddress.parse(literal)
            .orElseThrow(() -> new IllegalArgumentException("not an address: " + literal));
    if (slash < 0) {
      return new Subnet(address, address.bytes().length * 8);
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("\\d{1,3}")) {
      throw new IllegalArgumentException("not a network: " + text);
    }
    return new Subnet(address, Integer.parseInt(digits));
  }

  /**
   * Whether an address is one of them.
   *
   * @param other the address
   * @return false also for one of the other family
   */
  public boolean contains(InetAddress other) {
    byte[] ours = address.bytes();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
