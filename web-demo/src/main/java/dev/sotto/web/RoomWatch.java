package dev.sotto.web;

import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomStore;
import java.util.concurrent.CompletionStage;

/**
 * A watch over a room, of which one need not wait until it stands. Wakes once when it was asked
 * for.
 */
final class RoomWatch {
  private final CompletionStage<RoomStore.Watch> watch;
  private volatile boolean closed;

  RoomWatch(RoomStore store, RoomName room, Runnable changed) {
    this.watch = store.watch(room, changed);
    watch.thenRun(changed);
  }

  void close() {
    if (!closed) {
      closed = true;
      watch.thenAccept(RoomStore.Watch::close);
    }
  }
}
