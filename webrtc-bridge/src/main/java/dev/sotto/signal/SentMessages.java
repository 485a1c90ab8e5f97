package dev.sotto.signal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What we have said in a run, to say again what a server lacks after a broken connection. Holds the
 * newest only. Confined to its room's thread.
 */
final class SentMessages {
  /** More than a room's backlog, so what was never sent is never forgotten. */
  static final int MAX_MESSAGES = 1024;

  static final int MAX_CHARACTERS = 4 << 20;

  private final Deque<String> newest = new ArrayDeque<>();
  private long forgotten;
  private int characters;

  void add(String text) {
    newest.add(text);
    characters += text.length();
    while (newest.size() > MAX_MESSAGES || characters > MAX_CHARACTERS) {
      characters -= newest.remove().length();
      forgotten++;
    }
  }

  /** Whether all after the first so many can be said again, and there have been so many. */
  boolean reaches(long seen) {
    return seen >= forgotten && seen <= forgotten + newest.size();
  }

  /** All after the first so many. */
  List<String> after(long seen) {
    return newest.stream().skip(seen - forgotten).toList();
  }

  /** How many there have been in this run. */
  long total() {
    return forgotten + newest.size();
  }

  /** Another run begins. */
  void clear() {
    newest.clear();
    characters = 0;
    forgotten = 0;
  }
}
