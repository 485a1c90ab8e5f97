package dev.sotto.cli;

import dev.sotto.messenger.Progress;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferEnd;
import dev.sotto.transfer.Manifest;
import java.util.concurrent.CompletableFuture;

/** A transfer that ends when a test says so. */
record FakeTransfer(boolean outgoing, CompletableFuture<TransferEnd> ended) implements Transfer {
  /** Its name. */
  static final String ID = "0123456789abcdef0123456789abcdef";

  FakeTransfer(boolean outgoing) {
    this(outgoing, new CompletableFuture<>());
  }

  /** One file of a thousand bytes is there, or not. */
  void end(SessionEnd.Kind kind, String sentence) {
    boolean all = kind == SessionEnd.Kind.DONE;
    ended.complete(new TransferEnd(kind, sentence, "", all ? 1 : 0, all ? 0 : 1, all ? 1000 : 0));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Manifest manifest() {
    return Manifests.of("a.txt");
  }

  @Override
  public Progress progress() {
    return new Progress(500, 1000, 0, 0, 1, 0);
  }

  @Override
  public void cancel() {
    end(SessionEnd.Kind.INTERRUPTED, "cancelled");
  }
}
