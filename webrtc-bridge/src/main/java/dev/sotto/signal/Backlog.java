package dev.sotto.signal;

/** How much waits to be sent, of what a user is promised that it will be. Thread-safe. */
final class Backlog {
  private final int maxMessages;
  private final int maxCharacters;
  private int messages;
  private int characters;

  Backlog(int maxMessages, int maxCharacters) {
    this.maxMessages = maxMessages;
    this.maxCharacters = maxCharacters;
  }

  /** Counts one more; false when there is no room for it. */
  synchronized boolean add(int length) {
    if (messages >= maxMessages || characters + length > maxCharacters) {
      return false;
    }
    messages++;
    characters += length;
    return true;
  }

  /** One was sent. */
  synchronized void remove(int length) {
    messages--;
    characters -= length;
  }
}
