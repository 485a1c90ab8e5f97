package dev.sotto.messenger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells the listener of one session, one thing after another and nothing after the end. */
final class Voice {
  private final Executor order;
  private final SessionListener listener;
  private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();

  Voice(Executor order, SessionListener listener) {
    this.order = order;
    this.listener = listener;
  }

  void say(Consumer<SessionListener> event) {
    say(event, () -> {});
  }

  /** Afterwards something is done, whatever the listener did. */
  void say(Consumer<SessionListener> event, Runnable afterwards) {
    order.execute(
        () -> {
          try {
            if (!ended.isDone()) {
              event.accept(listener);
            }
          } finally {
            afterwards.run();
          }
        });
  }

  void end(SessionEnd end) {
    order.execute(
        () -> {
          try {
            listener.onClosed(end);
          } finally {
            ended.complete(end);
          }
        });
  }

  CompletableFuture<SessionEnd> ended() {
    return ended.copy();
  }
}
