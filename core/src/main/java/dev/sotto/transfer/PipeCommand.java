package dev.sotto.transfer;

/** What the ends of a pipe want, and what they tell. */
public sealed interface PipeCommand {
  /**
   * Of {@link PipeReceiver}. Wanted: bytes written out, in this order; to be answered by {@link
   * PipeReceiver#written}.
   *
   * @param data the next of the stream; nobody else holds the array
   */
  record Write(byte[] data) implements PipeCommand {}

  /**
   * The stream is over. The last messages are still to be sent; then the channel is closed, by the
   * sender after {@code got}.
   *
   * @param outcome how it ended
   */
  record Ended(Outcome outcome) implements PipeCommand {}
}
