package dev.sotto.signal;

/** How much waits to be sent, of what a user is promised that it will be. Thread-safe. */
final class Backlog {
  static final int MAX_MESSAGES = 256;
  static final int MAX_CHARACTERS = 1 << 20;

  private int messages;
  private int characters;
  private boolean closed;

  /** Counts one more; false when there is no room for it. */
  synchronized boolean add(int length) {
    if (closed || messages >= MAX_MESSAGES || characters + length > MAX_CHARACTERS) {
      return false;
    }
    messages++;
    characters += length;
    return true;
  }

  /** One was sent, or never will be. */
  synchronized void remove(int length) {
    messages--;
    characters -= length;
  }

  /** Takes nothing any more. */
  synchronized void close() {
    closed = true;
  }
}
