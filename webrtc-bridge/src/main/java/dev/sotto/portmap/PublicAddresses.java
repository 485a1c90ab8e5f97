package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.util.List;

/**
 * Which external addresses can be reached from everywhere (the special-purpose registries of RFC
 * 6890). A gateway that names another one sits behind a NAT itself, or lies.
 */
final class PublicAddresses {
  private static final List<Prefix> NOT_PUBLIC =
      List.of(
          prefix("0.0.0.0", 8),
          prefix("10.0.0.0", 8),
          prefix("100.64.0.0", 10),
          prefix("127.0.0.0", 8),
          prefix("169.254.0.0", 16),
          prefix("172.16.0.0", 12),
          prefix("192.0.0.0", 24),
          prefix("192.88.99.0", 24),
          prefix("192.168.0.0", 16),
          prefix("198.18.0.0", 15),
          prefix("224.0.0.0", 3),
          prefix("2001::", 23),
          prefix("2002::", 16),
          prefix("3fff::", 20));
  private static final List<Prefix> DOCUMENTATION =
      List.of(
          prefix("192.0.2.0", 24),
          prefix("198.51.100.0", 24),
          prefix("203.0.113.0", 24),
          prefix("2001:db8::", 32));

  /** RFC 4291 section 2.5.4, as far as it is given out: the rest of IPv6 is special or empty. */
  private static final Prefix GLOBAL_UNICAST = prefix("2000::", 3);

  private PublicAddresses() {}

  static boolean contain(IpAddress address, boolean documentation) {
    boolean assigned = address.isIpv4() || GLOBAL_UNICAST.contains(address);
    return assigned
        && NOT_PUBLIC.stream().noneMatch(prefix -> prefix.contains(address))
        && (documentation || DOCUMENTATION.stream().noneMatch(prefix -> prefix.contains(address)));
  }

  private static Prefix prefix(String literal, int bits) {
    return new Prefix(IpAddress.parse(literal).orElseThrow(), bits);
  }

  private record Prefix(IpAddress base, int bits) {
    boolean contains(IpAddress address) {
      if (address.isIpv4() != base.isIpv4()) {
        return false;
      }
      byte[] wanted = base.bytes();
      byte[] given = address.bytes();
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((wanted[bit / 8] ^ given[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
