package dev.sotto.sdp;

import java.util.Locale;
import java.util.Optional;

/** What carries the packets of a candidate: UDP, or TCP in one of the ways of RFC 6544. */
public enum CandidateTransport {
  /** Datagrams. */
  UDP("udp", ""),
  /** Opens connections and accepts none. */
  TCP_ACTIVE("tcp", "active"),
  /** Accepts connections and opens none. */
  TCP_PASSIVE("tcp", "passive"),
  /** Opens a connection at the same time as the peer. */
  TCP_SIMULTANEOUS_OPEN("tcp", "so");

  private final String protocol;
  private final String tcpType;

  CandidateTransport(String protocol, String tcpType) {
    this.protocol = protocol;
    this.tcpType = tcpType;
  }

  static Optional<CandidateTransport> of(String protocol, String tcpType) {
    String lowerCase = protocol.toLowerCase(Locale.ROOT);
    for (CandidateTransport transport : values()) {
      if (transport.protocol.equals(lowerCase) && transport.tcpType.equals(tcpType)) {
        return Optional.of(transport);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether this is one of the ways of TCP.
   *
   * @return false for UDP
   */
  public boolean isTcp() {
    return this != UDP;
  }

  String protocol() {
    return protocol;
  }

  /** The value of {@code tcptype}; empty for UDP. */
  String tcpType() {
    return tcpType;
  }
}
