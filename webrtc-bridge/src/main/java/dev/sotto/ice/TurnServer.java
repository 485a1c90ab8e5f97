package dev.sotto.ice;

import dev.sotto.turn.TurnCredentials;

/**
 * A TURN server to ask for a relayed address (RFC 8656).
 *
 * @param host its name or literal address, not empty
 * @param port its port, 1 to 65535; usually 3478, 5349 for TLS
 * @param transport what carries the packets between us and it
 * @param credentials who asks
 */
public record TurnServer(String host, int port, Transport transport, TurnCredentials credentials) {

  /** What carries the packets between us and a server. */
  public enum Transport {
    /** Datagrams. */
    UDP,
    /** A stream in the clear. */
    TCP,
    /** A stream under TLS, with a certificate for the host. */
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
