package dev.sotto.sctp;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Events that wait for the user; the user takes them after every call, so they stay few. */
final class Events {
  private final ArrayDeque<AssociationEvent> waiting = new ArrayDeque<>(4);

  void add(AssociationEvent event) {
    waiting.add(event);
  }

  @Nullable AssociationEvent poll() {
    return waiting.poll();
  }
}
