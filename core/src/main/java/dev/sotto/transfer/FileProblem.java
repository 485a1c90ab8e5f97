package dev.sotto.transfer;

import java.util.Locale;
import java.util.Optional;

/** Why one file did not arrive: the {@code why} of {@code failed}. */
public enum FileProblem {
  /** The sender no longer has it. */
  GONE(true),
  /** It is not what it was when it was offered. */
  CHANGED(true),
  /** The sender may not read it, or can't. */
  UNREADABLE(true),
  /** The receiver had failed it before. */
  SKIPPED(true),
  /** The receiver has no room for it. */
  DISK_FULL(false),
  /** The receiver may not write it. */
  PERMISSION(false),
  /** The receiver has another of that name. */
  EXISTS(false),
  /** The receiver can't write it. */
  DISK(false),
  /** What came is not what was sent. */
  INTEGRITY(false);

  private final boolean ofSender;

  FileProblem(boolean ofSender) {
    this.ofSender = ofSender;
  }

  /**
   * Who says so.
   *
   * @return true for what only the sender says, false for what only the receiver says
   */
  public boolean ofSender() {
    return ofSender;
  }

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
   * @return the problem; empty for a word that is not known
   */
  public static Optional<FileProblem> of(String word) {
    for (FileProblem problem : values()) {
      if (problem.word().equals(word)) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }
}
