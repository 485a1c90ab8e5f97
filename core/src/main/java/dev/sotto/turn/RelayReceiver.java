package dev.sotto.turn;

import dev.sotto.address.TransportAddress;

/** Takes the datagrams that peers sent to a relayed address. */
@FunctionalInterface
public interface RelayReceiver {
  /**
   * Takes one datagram, on the thread that called {@link TurnClient#handlePacket}.
   *
   * @param peer who sent it; one whose permission was asked for
   * @param from the array that holds it; not to be kept
   * @param offset where it starts
   * @param length its length in bytes; may be 0
   */
  void onDatagram(TransportAddress peer, byte[] from, int offset, int length);
}
