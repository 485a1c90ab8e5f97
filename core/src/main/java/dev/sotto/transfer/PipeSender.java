package dev.sotto.transfer;

import org.jspecify.annotations.Nullable;

/** The sender's end of a pipe; in the making: the signatures are what it will have. */
public final class PipeSender {
  public PipeSender(TransferId id) {
    if (id == null) {
      throw new IllegalArgumentException();
    }
  }

  public void attach(int maxMessage) {}

  public void detach() {}

  public void abandon() {}

  public void handle(PipeMessage message) {}

  public void handleBinary() {}

  /** How many bytes {@link #write} takes now; 0: wait (ask again after every handle). */
  public int room() {
    return 0;
  }

  /** The next bytes of the stream, at most room(); copied. */
  public void write(byte[] data, int offset, int length) {}

  /** No more will be written. */
  public void end() {}

  public void cancel(CancelReason why) {}

  public @Nullable Outbound<PipeMessage> pollMessage() {
    return null;
  }

  public @Nullable PipeCommand pollCommand() {
    return null;
  }

  public long sentBytes() {
    return 0;
  }

  public boolean ended() {
    return false;
  }
}
