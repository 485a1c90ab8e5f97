package dev.sotto.transfer;

import java.util.Locale;
import java.util.Optional;

/** Why a transfer or a pipe was cancelled: the {@code why} of {@code cancel}. */
public enum CancelReason {
  /** Somebody wanted it. */
  USER,
  /** The receiver has no room left. */
  DISK_FULL,
  /** The receiver can't write, or nobody reads what comes out of a pipe. */
  DISK,
  /** What came is not what was sent. */
  INTEGRITY,
  /** The other peer broke the protocol. */
  PROTOCOL,
  /** Too many transfers at once. */
  BUSY,
  /** Whoever says so is about to go. */
  LEAVING;

  /**
   * As it is written in messages.
   *
   * @return lower case, with {@code -}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a word.
   *
   * @param word what a peer wrote
   * @return the reason; empty for a word that is not known, which is best taken as {@link #USER}
   */
  public static Optional<CancelReason> of(String word) {
    for (CancelReason reason : values()) {
      if (reason.word().equals(word)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
