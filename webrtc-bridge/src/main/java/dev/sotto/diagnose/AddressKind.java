package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;

/** From where an address of this machine can be reached. */
public enum AddressKind {
  /** From everywhere, as far as no firewall is in the way. */
  GLOBAL("global"),
  /** On the local network (RFC 1918, RFC 4193). */
  PRIVATE("private"),
  /** On the network of a carrier that translates addresses (RFC 6598). */
  CARRIER("cgnat"),
  /** On one link only (RFC 3927, RFC 4291 section 2.5.6). */
  LINK_LOCAL("link-local");

  private final String label;

  AddressKind(String label) {
    this.label = label;
  }

  /**
   * The word for it in events and reports.
   *
   * @return one of {@code global private cgnat link-local}
   */
  public String label() {
    return label;
  }

  /**
   * The kind of an address.
   *
   * @param ip a unicast address, not a loopback one
   * @return its kind
   */
  public static AddressKind of(IpAddress ip) {
    byte[] bytes = ip.bytes();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (!ip.isIpv4()) {
      boolean linkLocal = first == 0xfe && (second & 0xc0) == 0x80;
      // fc00::/7, and the site-local addresses of old (RFC 3879).
      boolean local = (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0xc0);
      return linkLocal ? LINK_LOCAL : local ? PRIVATE : GLOBAL;
    }
    if (first == 169 && second == 254) {
      return LINK_LOCAL;
    }
    if (first == 100 && (second & 0xc0) == 64) {
      return CARRIER;
    }
    boolean local =
        first == 10 || (first == 172 && (second & 0xf0) == 16) || (first == 192 && second == 168);
    return local ? PRIVATE : GLOBAL;
  }
}
