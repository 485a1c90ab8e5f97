package dev.sotto.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whom an address belongs to, as far as it can be told: one IPv4 address; of IPv6 the network
 * (/64), which one machine may have all of, and the site (/48), which one customer may have.
 *
 * @param length the bits that count
 * @param bits those bits, from the left; an IPv4 address from the right
 */
record Prefix(int length, long bits) {
  private static final int IPV4 = 32;
  private static final int NETWORK = 64;
  private static final int SITE = 48;

  /** All that an address belongs to. IPv4-mapped addresses are IPv4: Java makes them so. */
  static List<Prefix> of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    if (address instanceof Inet4Address) {
      return List.of(new Prefix(IPV4, bytes.getInt()));
    }
    long network = bytes.getLong();
    return List.of(new Prefix(NETWORK, network), new Prefix(SITE, network >>> (NETWORK - SITE)));
  }

  @Override
  public String toString() {
    return "Prefix[/" + length + "]"; // An address is nobody's business in a log.
  }
}
