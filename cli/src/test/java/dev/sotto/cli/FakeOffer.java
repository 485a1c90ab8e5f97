package dev.sotto.cli;

import dev.sotto.messenger.AcceptOptions;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferListener;
import dev.sotto.transfer.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An offer from nobody, which notes how it is answered. */
final class FakeOffer implements Offer {
  private final Manifest manifest;
  private final FakeTransfer transfer = new FakeTransfer(false);
  private final List<AcceptOptions> accepted = new ArrayList<>();
  private final CompletableFuture<TransferListener> listener = new CompletableFuture<>();
  private boolean declined;
  private boolean takenBack;

  FakeOffer(Manifest manifest) {
    this.manifest = manifest;
  }

  /** How it was accepted. */
  synchronized List<AcceptOptions> accepted() {
    return List.copyOf(accepted);
  }

  /** Whether it was declined. */
  synchronized boolean declined() {
    return declined;
  }

  /** The sender thinks better of it. */
  synchronized void takeBack() {
    takenBack = true;
  }

  /** What comes of it. */
  FakeTransfer transfer() {
    return transfer;
  }

  /** Done when it is accepted. */
  CompletableFuture<TransferListener> listener() {
    return listener;
  }

  @Override
  public String id() {
    return FakeTransfer.ID;
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public synchronized Transfer accept(AcceptOptions options, TransferListener told) {
    if (takenBack) {
      throw new IllegalStateException("taken back");
    }
    accepted.add(options);
    listener.complete(told);
    return transfer;
  }

  @Override
  public synchronized void decline() {
    declined = true;
  }
}
