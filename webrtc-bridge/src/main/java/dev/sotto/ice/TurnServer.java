package dev.sotto.ice;

import dev.sotto.turn.TurnCredentials;

/**
 * A TURN server that may relay for us (RFC 8656). Never shows the password when printed.
 *
 * @param host its name or literal address, an IPv6 one without brackets; not empty. Over TLS the
 *     name that its certificate must have
 * @param port its port, 1 to 65535; usually 3478, and 5349 for TLS
 * @param transport what carries the packets to it
 * @param credentials who asks
 */
public record TurnServer(String host, int port, Transport transport, TurnCredentials credentials) {
  /** What carries the packets to the server; peers are always reached by UDP. */
  public enum Transport {
    /** Datagrams: the fastest. */
    UDP,
    /** A TCP connection, for networks that let no UDP out. */
    TCP,
    /** TLS over TCP, for networks that let nothing else out. */
    TLS
  }

  /** Refuses what is no server. */
  public TurnServer {
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port);
    }
  }
}
