package dev.sotto.ice;

/**
 * The connection to a TURN server, which carries whole packets, over whatever it is made of.
 *
 * <p>All calls are on the loop thread.
 */
interface ServerLink extends AutoCloseable {
  /** Takes what happens to a link, never before it was handed out. */
  interface Handler {
    /** Packets can be sent from now on; not told of a link that was ready from the beginning. */
    void onReady();

    /** A packet of the server. The array is used again on return. */
    void onPacket(byte[] buffer, int offset, int length);

    /** The network says that a packet did not arrive; the link goes on. */
    void onUnreachable();

    /** The link is over; the last call, and none when this end closed it. */
    void onEnd(String reason);
  }

  /** Whether packets can be sent. */
  boolean isReady();

  /** Sends a packet; false when it was dropped at once. */
  boolean send(byte[] packet, int offset, int length);

  /** The same for one that may be lost, and leaves room for those that should not. */
  boolean sendDatagram(byte[] packet, int offset, int length);

  /** Ends the link; harmless when repeated. */
  @Override
  void close();
}
