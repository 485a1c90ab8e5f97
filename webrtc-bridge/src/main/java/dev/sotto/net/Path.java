package dev.sotto.net;

import java.net.InetSocketAddress;

/**
 * A way to the peer that carries whole datagrams: it may lose, repeat or reorder them and never
 * splits or joins them. Everything above the sockets sends through one of these.
 *
 * <p>A path is immutable; when the connection moves, it is given another. All calls are on the loop
 * thread that owns the path's socket.
 */
public interface Path {
  /** What carries the datagrams on the wire. */
  enum Transport {
    /** Datagrams as they are. */
    UDP,
    /** A stream with framing (RFC 4571). */
    TCP,
    /** A stream under TLS, to a relay. */
    TLS
  }

  /**
   * What carries the datagrams.
   *
   * @return the transport
   */
  Transport transport();

  /**
   * The local end.
   *
   * @return the address of our socket
   */
  InetSocketAddress local();

  /**
   * The far end.
   *
   * @return the address that datagrams are sent to
   */
  InetSocketAddress remote();

  /**
   * Where the address that the peer sees us at comes from.
   *
   * @return the kind of the local candidate
   */
  CandidateKind localKind();

  /**
   * Where the address that we send to comes from.
   *
   * @return the kind of the remote candidate
   */
  CandidateKind remoteKind();

  /**
   * Whether a relay at either end carries the datagrams.
   *
   * @return whether one does
   */
  default boolean relayed() {
    return localKind() == CandidateKind.RELAY || remoteKind() == CandidateKind.RELAY;
  }

  /**
   * Sends one datagram. The array belongs to the caller again on return.
   *
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes, 1 to 65,507
   * @return false when it was dropped at once: the socket is full or closed, or the system refused
   */
  boolean send(byte[] packet, int offset, int length);
}
