package dev.sotto.transfer;

/** What a peer did that the protocol does not permit: for logs and tests; all end the same way. */
public enum Violation {
  /** A message at a time when it can't come, or of the other side's kind. */
  UNEXPECTED_MESSAGE,
  /** A message that is empty or longer than it may be. */
  LENGTH,
  /** A number out of its range. */
  NUMBER,
  /** A manifest with an entry that is not acceptable, or that is not as it was announced. */
  MANIFEST,
  /** A hash of another manifest. */
  MANIFEST_HASH,
  /** An index of no file, or of none that was wanted. */
  UNKNOWN_FILE,
  /** Ranges, files or chunks that are not in their order. */
  ORDER,
  /** A text within a chunk, or one within a file that can't stand there. */
  TEXT_IN_FILE,
  /** Not the next chunk, or not as long as it must be. */
  CHUNK,
  /** More data than a chunk or a file has. */
  EXCESS,
  /** A file that was called complete and is not. */
  INCOMPLETE,
  /** More under way than the window. */
  WINDOW,
  /** A receipt for what was not sent, or that takes one back. */
  RECEIPT
}
