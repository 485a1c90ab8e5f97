package dev.sotto.ice;

/**
 * A STUN server to ask for our address, over UDP (RFC 8489).
 *
 * @param host its name or literal address, not empty
 * @param port its port, 1 to 65535; usually 3478
 */
public record StunServer(String host, int port) {
  /** Refuses what is no server. */
  public StunServer {
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port);
    }
  }
}
