package dev.sotto.messenger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The lines of chat of one session, over all its connections: numbers, receipts, and what has to be
 * sent again. Safe for use by several threads; calls nobody.
 */
final class ChatLines {
  /** How many lines may be without a receipt. */
  static final int MAX_LINES = 1024;

  /** How many bytes those may have, a line more. */
  static final int MAX_BYTES = 4 << 20;

  private final TreeMap<Long, String> unconfirmed = new TreeMap<>();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private long lastId;
  private long lastSent;
  private long lastShown;
  private int bytes;
  private boolean closed;

  /** Takes a line; empty when there is no room. */
  synchronized OptionalLong add(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > Session.MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("a line of " + length + " bytes");
    }
    if (closed) {
      throw new IllegalStateException("the session is closing or over");
    }
    if (!hasRoom()) {
      return OptionalLong.empty();
    }
    unconfirmed.put(++lastId, text);
    bytes += length;
    return OptionalLong.of(lastId);
  }

  private boolean hasRoom() {
    return unconfirmed.size() < MAX_LINES && bytes < MAX_BYTES;
  }

  /** Done when there is room. */
  synchronized CompletableFuture<Void> whenWritable() {
    CompletableFuture<Void> room = new CompletableFuture<>();
    if (closed) {
      room.completeExceptionally(new IllegalStateException("the session is closing or over"));
    } else if (hasRoom()) {
      room.complete(null);
    } else {
      waiting.add(room);
    }
    return room;
  }

  /** The next line that this connection has not carried yet. */
  synchronized Optional<ChannelMessage.Text> nextToSend() {
    return Optional.ofNullable(unconfirmed.higherEntry(lastSent))
        .map(next -> new ChannelMessage.Text(next.getKey(), next.getValue()));
  }

  /** The connection has taken this line. */
  synchronized void sent(long id) {
    lastSent = id;
  }

  /** A new connection carries everything again that has no receipt. */
  synchronized void startOver() {
    lastSent = 0;
  }

  /** A receipt came; whether it was for a line that waited for it. Who waits for room is let go. */
  synchronized Receipt confirmed(long id) {
    String text = unconfirmed.remove(id);
    if (text == null) {
      return new Receipt(false, List.of());
    }
    bytes -= text.getBytes(StandardCharsets.UTF_8).length;
    return new Receipt(true, hasRoom() ? takeWaiting() : List.of());
  }

  /** What a receipt came to. */
  record Receipt(boolean news, List<CompletableFuture<Void>> released) {}

  /** Whether a line of the peer's is new, and has to be shown; each is new once. */
  synchronized boolean isNews(long id) {
    if (id <= lastShown) {
      return false;
    }
    lastShown = id;
    return true;
  }

  synchronized boolean allConfirmed() {
    return unconfirmed.isEmpty();
  }

  /** Nothing more is taken; gives those who wait for room, to be let down. */
  synchronized List<CompletableFuture<Void>> close() {
    closed = true;
    return takeWaiting();
  }

  private List<CompletableFuture<Void>> takeWaiting() {
    List<CompletableFuture<Void>> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
