package dev.sotto.transfer;

import java.util.Optional;

/** What {@link SendingTransfer} wants of whoever holds the files, and what it tells. */
public sealed interface SendingCommand {
  /**
   * Wanted: data of a file, and its hash. To be answered by {@link SendingTransfer#chunkRead} or
   * {@link SendingTransfer#readFailed}, in any order.
   *
   * @param index of the file
   * @param chunk its number; it begins at byte {@code chunk} times {@link ChunkHeader#MAX_LENGTH}
   * @param length bytes; 0 for an empty file, which is only looked at
   * @param last whether nothing comes after it: then the file must still be what was offered
   */
  record Read(int index, long chunk, int length, boolean last) implements SendingCommand {}

  /**
   * Wanted: the hashes of the beginning of a file. To be answered by {@link
   * SendingTransfer#prefixHashed} or {@link SendingTransfer#readFailed}.
   *
   * @param index of the file
   * @param chunks how many whole chunks; with the last one of the file, which may be short
   */
  record HashPrefix(int index, long chunks) implements SendingCommand {}

  /**
   * Nothing more is wanted of a file for now, as all of it was read or the rest is not sent;
   * answers to earlier wishes are passed over.
   *
   * @param index of the file
   */
  record Close(int index) implements SendingCommand {}

  /** The receiver has accepted: {@link SendingTransfer#accepted()} says what. */
  record Accepted() implements SendingCommand {}

  /**
   * A file is settled.
   *
   * @param index of the file
   * @param problem why it did not arrive; empty when the receiver has it
   */
  record FileEnded(int index, Optional<FileProblem> problem) implements SendingCommand {}

  /**
   * The transfer is over. The last messages are still to be sent; then the channel is closed, by
   * the receiver after {@code done}.
   *
   * @param outcome how it ended
   */
  record Ended(Outcome outcome) implements SendingCommand {}
}
