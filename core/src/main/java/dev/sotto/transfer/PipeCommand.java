package dev.sotto.transfer;

/** What the ends of a pipe want, and what they tell. */
public sealed interface PipeCommand {
  /**
   * Of {@link PipeReceiver}. Wanted: bytes written out, in this order; to be answered by {@link
   * PipeReceiver#written}. Not a record: arrays have no useful equality.
   */
  final class Write implements PipeCommand {
    private final byte[] data;

    Write(byte[] data) {
      this.data = data;
    }

    /**
     * The next bytes of the stream.
     *
     * @return one or more; nobody else holds the array
     */
    public byte[] data() {
      return data;
    }
  }

  /**
   * The stream is over. The last messages are still to be sent; then the channel is closed, by the
   * sender after {@code got}.
   *
   * @param outcome how it ended
   */
  record Ended(Outcome outcome) implements PipeCommand {}
}
