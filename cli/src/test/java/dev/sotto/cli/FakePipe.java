package dev.sotto.cli;

import dev.sotto.messenger.Pipe;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.TransferEnd;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A stream that ends when a test says so. */
record FakePipe(boolean outgoing, AtomicLong moved, CompletableFuture<TransferEnd> ended)
    implements Pipe {
  FakePipe(boolean outgoing) {
    this(outgoing, new AtomicLong(), new CompletableFuture<>());
  }

  /** It is over after so many bytes. */
  void end(SessionEnd.Kind kind, long bytes) {
    moved.set(bytes);
    ended.complete(new TransferEnd(kind, "the stream ended so", "", 0, 0, bytes));
  }

  @Override
  public long bytes() {
    return moved.get();
  }

  @Override
  public void cancel() {
    end(SessionEnd.Kind.INTERRUPTED, moved.get());
  }
}
