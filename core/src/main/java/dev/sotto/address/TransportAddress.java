package dev.sotto.address;

/**
 * An IP address and a port, as RFC 8445 section 4 uses the word; the transport protocol is said
 * elsewhere. A value, free to share between threads.
 *
 * @param ip the address
 * @param port 0 to 65535
 */
public record TransportAddress(IpAddress ip, int port) {
  /** Refuses what is no port. */
  public TransportAddress {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /**
   * The address with a literal and a port that the program itself knows.
   *
   * @param literal an IPv4 or IPv6 literal, see {@link IpAddress#parse}
   * @param port 0 to 65535
   * @return the address
   * @throws IllegalArgumentException if the text is no literal or the number no port
   */
  public static TransportAddress of(String literal, int port) {
    IpAddress ip =
        IpAddress.parse(literal)
            .orElseThrow(() -> new IllegalArgumentException("not an IP literal: " + literal));
    return new TransportAddress(ip, port);
  }

  /** {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
  @Override
  public String toString() {
    return ip.isIpv4() ? ip + ":" + port : "[" + ip + "]:" + port;
  }
}
