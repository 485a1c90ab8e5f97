package dev.sotto.transfer;

import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sender's end of a transfer; in the making: the signatures are what it will have. */
public final class SendingTransfer {
  private final TransferId id;
  private final Manifest manifest;
  private final Optional<Token> token;

  public SendingTransfer(TransferId id, Manifest manifest, Optional<Token> token) {
    this.id = id;
    this.manifest = manifest;
    this.token = token;
  }

  /** A channel is open (the first: offers; a later one: goes on). maxMessage: the peer's, bytes. */
  public void attach(int maxMessage) {}

  /** The channel is gone; another may come. */
  public void detach() {}

  /** The connection is gone for good. */
  public void abandon() {}

  /** A text of the peer. */
  public void handle(TransferMessage message) {}

  /** A binary message of the peer: there is none in this direction. */
  public void handleBinary() {}

  public void chunkRead(int index, long chunk, byte[] data, Digest hash) {}

  public void prefixHashed(int index, ListHash prefix) {}

  public void readFailed(int index, FileProblem why) {}

  public void cancel(CancelReason why) {}

  /** The next message for the channel, asked for when the channel has room; null: none now. */
  public @Nullable Outbound<TransferMessage> pollMessage() {
    return null;
  }

  /** The next command; null: none now. Ask after every call. */
  public @Nullable SendingCommand pollCommand() {
    return null;
  }

  public TransferId id() {
    return id;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** A copy. */
  public BitSet accepted() {
    return new BitSet();
  }

  /** From the acceptance. */
  public Optional<Token> receivedToken() {
    return token;
  }

  /** Bytes of accepted files. */
  public long acceptedBytes() {
    return 0;
  }

  /** Bytes of accepted files that the receiver has. */
  public long keptBytes() {
    return 0;
  }

  public boolean ended() {
    return false;
  }
}
