package dev.sotto.interop;

/** A channel of a {@link Side}. */
interface Wire {
  /** What the application can see of a channel's options; -1 where nothing is set. */
  record Options(
      String label, String protocol, boolean ordered, int maxRetransmits, int maxPacketLifeTime) {}

  Options options();

  int id();

  void send(String text);

  void send(byte[] data);

  void close();

  /** What came on it. */
  WireEvents events();

  /** The next message: a String or a byte[]. */
  default Object next() {
    return events().next();
  }

  default Wire awaitOpen() {
    events().awaitOpen();
    return this;
  }

  default void awaitClosed() {
    events().awaitClosed();
  }
}
