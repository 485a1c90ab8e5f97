package dev.sotto.transfer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The receiver's end of a pipe; in the making: the signatures are what it will have. */
public final class PipeReceiver {
  /** window: bytes, 64 KiB to 64 MiB. */
  public PipeReceiver(long window) {
    if (window < 0) {
      throw new IllegalArgumentException();
    }
  }

  public void attach() {}

  public void detach() {}

  public void abandon() {}

  public void handle(PipeMessage message) {}

  public void handleBinary(byte[] message) {}

  /** So many more bytes of what was given out are written. */
  public void written(int bytes) {}

  /** CancelReason.DISK when nobody reads the output any more. */
  public void cancel(CancelReason why) {}

  public @Nullable Outbound<PipeMessage> pollMessage() {
    return null;
  }

  public @Nullable PipeCommand pollCommand() {
    return null;
  }

  public Optional<TransferId> id() {
    return Optional.empty();
  }

  public long receivedBytes() {
    return 0;
  }

  public boolean ended() {
    return false;
  }
}
