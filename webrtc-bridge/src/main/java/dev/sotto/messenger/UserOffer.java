package dev.sotto.messenger;

import dev.sotto.transfer.Manifest;
import java.util.concurrent.atomic.AtomicReference;

/** An offer in the hands of the user, who answers it once. Safe for use by several threads. */
final class UserOffer implements Offer {
  private enum State {
    OPEN,
    ANSWERED,
    WITHDRAWN
  }

  /** Takes the answer, from the user's thread. */
  interface Answering {
    void accept(AcceptOptions options, TransferListener listener);

    void decline();
  }

  private final Transfer transfer;
  private final Answering answering;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  UserOffer(Transfer transfer, Answering answering) {
    this.transfer = transfer;
    this.answering = answering;
  }

  @Override
  public String id() {
    return transfer.id();
  }

  @Override
  public Manifest manifest() {
    return transfer.manifest();
  }

  @Override
  public Transfer accept(AcceptOptions options, TransferListener listener) {
    options.chosen().ifPresent(chosen -> chosen.forEach(this::requireEntry));
    if (!state.compareAndSet(State.OPEN, State.ANSWERED)) {
      throw new IllegalStateException(
          state.get() == State.WITHDRAWN ? "it was taken back" : "it was answered before");
    }
    answering.accept(options, listener);
    return transfer;
  }

  private void requireEntry(int index) {
    if (index < 0 || index >= manifest().size()) {
      throw new IllegalArgumentException("no entry " + index);
    }
  }

  @Override
  public void decline() {
    if (state.compareAndSet(State.OPEN, State.ANSWERED)) {
      answering.decline();
    }
  }

  /** False when it was answered before. */
  boolean withdraw() {
    return state.compareAndSet(State.OPEN, State.WITHDRAWN);
  }
}
