package dev.sotto.pairing;

import java.util.Optional;

/** Seals what one side sends over the rendezvous: docs/protocol.md, section "Sealing". */
public final class Sealer {
  /** The most messages in one direction under one key. */
  public static final int MAX_MESSAGES = 1000;

  /** The most bytes of a message before it is padded. */
  public static final int MAX_PLAINTEXT = Padding.LARGEST - 1;

  private final SealKey key;
  private boolean closed;
  private int next;

  Sealer(SealKey key) {
    this.key = key;
  }

  /**
   * Seals the next message.
   *
   * @param plaintext UTF-8 of a JSON object, at most {@link #MAX_PLAINTEXT} bytes
   * @return the message to send; empty once {@link #MAX_MESSAGES} are sent or the keys are closed
   * @throws IllegalArgumentException if it is too long
   */
  public Optional<PairingMessage.Sealed> seal(byte[] plaintext) {
    if (plaintext.length > MAX_PLAINTEXT) {
      throw new IllegalArgumentException("too long to be sealed: " + plaintext.length);
    }
    if (closed || next == MAX_MESSAGES) {
      return Optional.empty();
    }
    long sequence = next++;
    byte[] content = key.seal(sequence, Padding.pad(plaintext));
    return Optional.of(new PairingMessage.Sealed(sequence, Octets.owning(content)));
  }

  void close() {
    closed = true;
    key.wipe();
  }
}
