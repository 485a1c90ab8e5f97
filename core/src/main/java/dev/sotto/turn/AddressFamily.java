package dev.sotto.turn;

import dev.sotto.address.IpAddress;

/** The family of a relayed transport address (RFC 8656 section 18.7). */
public enum AddressFamily {
  /** IPv4. */
  IPV4(0x01),
  /** IPv6. */
  IPV6(0x02);

  private final int number;

  AddressFamily(int number) {
    this.number = number;
  }

  /**
   * The family of an address.
   *
   * @param ip the address
   * @return its family
   */
  public static AddressFamily of(IpAddress ip) {
    return ip.isIpv4() ? IPV4 : IPV6;
  }

  /** The value of REQUESTED-ADDRESS-FAMILY and its kin: the family and 24 reserved bits. */
  byte[] attribute() {
    return new byte[] {(byte) number, 0, 0, 0};
  }
}
