package dev.sotto.transfer;

import java.util.Optional;

/** What {@link ReceivingTransfer} wants of whoever holds the files, and what it tells. */
public sealed interface ReceivingCommand {
  /**
   * The manifest is complete and sound. Wanted: {@link ReceivingTransfer#accept} or {@link
   * ReceivingTransfer#decline}, at any time.
   *
   * @param manifest what is offered
   */
  record Offered(Manifest manifest) implements ReceivingCommand {}

  /**
   * Data of a file comes now. What its part holds behind the chunks before this one is thrown away.
   *
   * @param index of the file
   * @param chunk the first that comes; 0 for a new part
   */
  record Begin(int index, long chunk) implements ReceivingCommand {}

  /**
   * Wanted: a chunk checked against its hash and appended to the part of its file. To be answered
   * by {@link ReceivingTransfer#written} or {@link ReceivingTransfer#writeFailed}, with {@link
   * FileProblem#INTEGRITY} for another hash; those of one file in order. Not a record: arrays have
   * no useful equality.
   */
  final class Write implements ReceivingCommand {
    private final int index;
    private final long chunk;
    private final byte[] data;
    private final Digest hash;

    Write(int index, long chunk, byte[] data, Digest hash) {
      this.index = index;
      this.chunk = chunk;
      this.data = data;
      this.hash = hash;
    }

    /**
     * The file.
     *
     * @return its index
     */
    public int index() {
      return index;
    }

    /**
     * The number of the chunk; it begins at byte {@code chunk} times {@link
     * ChunkHeader#MAX_LENGTH}.
     *
     * @return 0 or more
     */
    public long chunk() {
      return chunk;
    }

    /**
     * The data.
     *
     * @return all of the chunk; nobody else holds the array
     */
    public byte[] data() {
      return data;
    }

    /**
     * What must be the SHA-256 of the data.
     *
     * @return the hash that the peer gave
     */
    public Digest hash() {
      return hash;
    }
  }

  /**
   * Wanted: a file, all of whose chunks were asked to be written, put in its place. To be answered
   * by {@link ReceivingTransfer#published} or {@link ReceivingTransfer#writeFailed}.
   *
   * @param index of the file
   * @param hash over the list of the hashes of all its chunks
   */
  record Publish(int index, Digest hash) implements ReceivingCommand {}

  /**
   * A file will not be complete in this transfer: its part is closed.
   *
   * @param index of the file
   * @param keep whether the part is worth keeping for another transfer
   */
  record Drop(int index, boolean keep) implements ReceivingCommand {}

  /**
   * A file is settled.
   *
   * @param index of the file
   * @param problem why it is not here; empty when it is in its place
   */
  record FileEnded(int index, Optional<FileProblem> problem) implements ReceivingCommand {}

  /**
   * The transfer is over. Parts that were begun and neither published nor dropped are closed and
   * kept. The last messages are still to be sent; then the channel is closed.
   *
   * @param outcome how it ended
   */
  record Ended(Outcome outcome) implements ReceivingCommand {}
}
