package dev.sotto.cli;

import java.util.concurrent.CompletableFuture;

/** Which of our lines have arrived, and waiting for the last of them. Safe for several threads. */
final class Receipts {
  private long sent;
  private long arrived;
  private boolean over;
  private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

  /** A line was handed over to be sent. Lines are numbered in their order. */
  synchronized void sent(long id) {
    sent = Math.max(sent, id);
    if (arrived < sent && settled.isDone() && !over) {
      settled = new CompletableFuture<>();
    }
  }

  /** The other side has this line, and with it those before. */
  void arrived(long id) {
    CompletableFuture<Void> done;
    synchronized (this) {
      arrived = Math.max(arrived, id);
      if (arrived < sent) {
        return;
      }
      done = settled;
    }
    done.complete(null);
  }

  /** No more will arrive. */
  void over() {
    CompletableFuture<Void> done;
    synchronized (this) {
      over = true;
      done = settled;
    }
    done.complete(null);
  }

  /** Completes when everything sent so far has arrived, or nothing more will. */
  synchronized CompletableFuture<Void> settled() {
    return settled;
  }
}
