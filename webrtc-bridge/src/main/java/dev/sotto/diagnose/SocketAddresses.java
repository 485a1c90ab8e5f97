package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as values, and as sockets want them; never looks up a name. */
final class SocketAddresses {
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  private SocketAddresses() {}

  static InetAddress of(IpAddress ip) {
    return of(ip.bytes());
  }

  static InetSocketAddress of(TransportAddress address) {
    return new InetSocketAddress(of(address.ip()), address.port());
  }

  static TransportAddress value(InetSocketAddress address) {
    return new TransportAddress(IpAddress.of(address.getAddress().getAddress()), address.getPort());
  }

  /** The wildcard address of a family, with any port. */
  static InetSocketAddress any(boolean ipv4) {
    return new InetSocketAddress(of(new byte[ipv4 ? IPV4_LENGTH : IPV6_LENGTH]), 0);
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
    }
  }
}
