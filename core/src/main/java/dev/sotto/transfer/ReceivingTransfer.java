package dev.sotto.transfer;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The receiver's end of a transfer; in the making: the signatures are what it will have. */
public final class ReceivingTransfer {

  /** window: bytes, 2 MiB to 64 MiB. */
  public ReceivingTransfer(long window) {
    if (window < 0) {
      throw new IllegalArgumentException();
    }
  }

  /**
   * A channel of it is open: the first, or another on which `again` came, which is handled next.
   */
  public void attach() {}

  public void detach() {}

  public void abandon() {}

  /** A text of the peer; length: bytes of UTF-8. */
  public void handle(TransferMessage message, int length) {}

  public void handleBinary(byte[] message) {}

  /** files: indexes (folders in it are passed over). */
  public void accept(BitSet files, Optional<Token> token, List<Held> held) {}

  public void decline() {}

  public void cancel(CancelReason why) {}

  public void written(int index, long chunk) {}

  public void published(int index) {}

  /** Of a Begin, Write or Publish. */
  public void writeFailed(int index, FileProblem why) {}

  public @Nullable Outbound<TransferMessage> pollMessage() {
    return null;
  }

  public @Nullable ReceivingCommand pollCommand() {
    return null;
  }

  public Optional<TransferId> id() {
    return Optional.empty();
  }

  /** The sender's, from its offer. */
  public Optional<Token> offeredToken() {
    return Optional.empty();
  }

  /** Once it is complete. */
  public Optional<Manifest> manifest() {
    return Optional.empty();
  }

  public BitSet accepted() {
    return new BitSet();
  }

  public long acceptedBytes() {
    return 0;
  }

  public long keptBytes() {
    return 0;
  }

  public boolean ended() {
    return false;
  }
}
