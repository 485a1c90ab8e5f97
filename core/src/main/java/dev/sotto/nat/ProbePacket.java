package dev.sotto.nat;

import dev.sotto.address.TransportAddress;

/** A datagram that a discovery wants to be sent. Never changes. */
public final class ProbePacket {
  private final int socket;
  private final TransportAddress to;
  private final byte[] bytes;

  ProbePacket(int socket, TransportAddress to, byte[] bytes) {
    this.socket = socket;
    this.to = to;
    this.bytes = bytes;
  }

  /**
   * From which of the two sockets it is to be sent.
   *
   * @return 0 or 1
   */
  public int socket() {
    return socket;
  }

  /**
   * To whom.
   *
   * @return the address of a server, or our own outer one
   */
  public TransportAddress to() {
    return to;
  }

  /**
   * What.
   *
   * @return a copy of its bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }
}
