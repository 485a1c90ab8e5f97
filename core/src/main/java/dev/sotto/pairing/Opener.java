package dev.sotto.pairing;

import java.util.Optional;

/**
 * Opens what the other side has sealed: exactly the next message each time. After the first failure
 * it opens nothing more.
 */
public final class Opener {
  private final SealKey key;
  private boolean closed;
  private int next;

  Opener(SealKey key) {
    this.key = key;
  }

  /**
   * Opens the next message.
   *
   * @param message what came
   * @return the plaintext, at most {@link Sealer#MAX_PLAINTEXT} bytes; empty if anything is wrong:
   *     then the session has to end (error auth), and no guess is spent
   */
  public Optional<byte[]> open(PairingMessage.Sealed message) {
    Optional<byte[]> opened = isNext(message) ? decrypt(message) : Optional.empty();
    if (opened.isEmpty()) {
      close();
    }
    return opened;
  }

  private boolean isNext(PairingMessage.Sealed message) {
    return !closed
        && next < Sealer.MAX_MESSAGES
        && message.sequence() == next
        && Padding.isLength(message.content().length() - SealKey.TAG);
  }

  private Optional<byte[]> decrypt(PairingMessage.Sealed message) {
    return key.open(next++, message.content().shared()).flatMap(Padding::unpad);
  }

  void close() {
    closed = true;
    key.wipe();
  }
}
