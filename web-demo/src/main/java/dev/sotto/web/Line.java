package dev.sotto.web;

/**
 * The way back to one connected peer. No method blocks or throws; what cannot be delivered ends the
 * connection, and the end is reported to whoever reads from it.
 */
interface Line {
  /** Queues a text message, or drops the connection when too much is waiting already. */
  void send(String text);

  /** Is ready for the peer's next message: one is read at a time. */
  void more();

  /** Asks for a sign of life. */
  void ping();

  /** Ends the connection with a close frame that says why, and waits for the other's. */
  void close(CloseReason reason);

  /** Ends the connection at once. */
  void drop();
}
