package dev.sotto.bench;

import java.util.function.Consumer;

/** A reliable, ordered channel between two peers of this process. */
interface Link extends AutoCloseable {
  /** What is buffered for sending before a sender waits, and until when it waits. */
  long HIGH_WATER = 4 << 20;

  /** How little must be buffered for a sender to go on. */
  long LOW_WATER = 1 << 20;

  End near();

  End far();

  @Override
  void close();

  /** One side of it. */
  interface End {
    /** Sends a binary message; waits while too much is buffered. */
    void send(byte[] message);

    /** Who is given what arrives, from now on; called on a thread of the stack. */
    void receiver(Consumer<byte[]> next);
  }
}
