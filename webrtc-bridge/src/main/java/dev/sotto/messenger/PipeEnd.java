package dev.sotto.messenger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** How a pipe ended, told once and on a thread for users. */
final class PipeEnd {
  private final Executor pool;
  private final CompletableFuture<TransferEnd> ended = new CompletableFuture<>();
  private boolean told;

  PipeEnd(Executor pool) {
    this.pool = pool;
  }

  /** In the order of the transfers; the first end is the one that counts. */
  void tell(SessionEnd end, long bytes) {
    if (!told) {
      told = true;
      pool.execute(
          () ->
              ended.complete(new TransferEnd(end.kind(), end.sentence(), end.hint(), 0, 0, bytes)));
    }
  }

  CompletableFuture<TransferEnd> ended() {
    return ended.copy();
  }
}
