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

  private final Deque<Said> newest = new ArrayDeque<>();
  private long forgotten;
  private int characters;

  /**
   * One of them.
   *
   * @param run the run's number
   * @param index its place in that run, from 0
   */
  record Said(int run, long index, String text) {}

  /** Adds what is said next in this run. */
  Said add(int run, String text) {
    Said said = new Said(run, forgotten + newest.size(), text);
    newest.add(said);
    characters += text.length();
    while (newest.size() > MAX_MESSAGES || characters > MAX_CHARACTERS) {
      characters -= newest.remove().text().length();
      forgotten++;
    }
    return said;
  }

  /** Whether all after the first so many can be said again, and there have been so many. */
  boolean reaches(long seen) {
    return seen >= forgotten && seen <= forgotten + newest.size();
  }

  /** All after the first so many. */
  List<Said> after(long seen) {
    return newest.stream().skip(seen - forgotten).toList();
  }

  /** Another run begins. */
  void clear() {
    newest.clear();
    characters = 0;
    forgotten = 0;
  }
}
