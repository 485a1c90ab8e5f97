package dev.sotto.ice;

import dev.sotto.net.Path;

/**
 * What lies between one of our bases and the peer. Only bases of one carrier are checked together.
 */
enum Carrier {
  /** A socket of ours, and datagrams. */
  UDP(Path.Transport.UDP),
  /** Connections that others open to us, or we to them (RFC 6544). */
  TCP(Path.Transport.TCP),
  /** A TURN server that we reach by datagrams. */
  RELAY_UDP(Path.Transport.UDP),
  /** A TURN server that we reach by a stream. */
  RELAY_TCP(Path.Transport.TCP),
  /** A TURN server that we reach by a stream under TLS. */
  RELAY_TLS(Path.Transport.TLS);

  private final Path.Transport transport;

  Carrier(Path.Transport transport) {
    this.transport = transport;
  }

  /** What our packets are in when they leave this machine. */
  Path.Transport transport() {
    return transport;
  }

  /** Whether a relay of ours carries the packets. */
  boolean isRelay() {
    return this != UDP && this != TCP;
  }
}
