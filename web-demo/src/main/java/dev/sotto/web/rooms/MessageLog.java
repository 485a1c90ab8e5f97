package dev.sotto.web.rooms;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was said in one direction of one run: all counted, the newest kept. */
final class MessageLog {
  private final int mostMessages;
  private final long mostBytes;
  private final Deque<Message> kept = new ArrayDeque<>();
  private int count;
  private long bytes;

  private record Message(String payload, long bytes) {}

  MessageLog(RoomRules rules) {
    this.mostMessages = rules.logMessages();
    this.mostBytes = rules.logBytes();
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** How many bytes are kept. */
  long bytes() {
    return bytes;
  }

  void add(String payload, long size) {
    kept.add(new Message(payload, size));
    bytes += size;
    count++;
    while (kept.size() > mostMessages || (bytes > mostBytes && kept.size() > 1)) {
      bytes -= kept.remove().bytes();
    }
  }

  /** Those after the first {@code seen}; empty when they are not there, or no longer. */
  Optional<List<String>> after(int seen) {
    int first = count - kept.size();
    return seen < first || seen > count
        ? Optional.empty()
        : Optional.of(kept.stream().skip(seen - first).map(Message::payload).toList());
  }

  void clear() {
    kept.clear();
    count = 0;
    bytes = 0;
  }
}
