package dev.sotto.ice;

import java.net.InetSocketAddress;

/** Carries packets between one base and whoever it can reach. On the loop thread. */
interface Wire extends AutoCloseable {
  /** The end that is ours. */
  Base base();

  /**
   * Sends one datagram. The array belongs to the caller again on return.
   *
   * @return false when it was dropped at once
   */
  boolean send(InetSocketAddress remote, byte[] packet, int offset, int length);

  /** Much will be sent to this address: worth whatever makes that cheap. */
  default void prefer(InetSocketAddress remote) {}

  /** An authentic message came from this address: it is no stranger. */
  default void trust(InetSocketAddress remote) {}

  /** Ends it; harmless when repeated. */
  @Override
  void close();

  /** Takes what arrives, on the loop thread. */
  @FunctionalInterface
  interface Receiver {
    /** One datagram that is not empty; the array is used again on return. */
    void onPacket(Wire wire, InetSocketAddress source, byte[] buffer, int offset, int length);
  }
}
