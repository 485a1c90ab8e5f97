package dev.sotto.turn;

/** What carries the packets between client and server. Relayed datagrams are always UDP. */
public enum TurnTransport {
  /** UDP: packets may be lost, so requests are sent again (RFC 8489 section 6.2.1). */
  DATAGRAM,
  /**
   * TCP, or TLS over TCP: nothing is lost, so a request is sent once (RFC 8489 section 6.2.2), and
   * ChannelData is padded to a multiple of four bytes (RFC 8656 section 12.5).
   */
  STREAM
}
