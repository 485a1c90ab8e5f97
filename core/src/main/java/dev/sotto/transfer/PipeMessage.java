package dev.sotto.transfer;

/**
 * The texts of a pipe channel, as they stand in docs/protocol.md, section "Pipe". Numbers are
 * whatever the peer wrote: who receives a message judges it.
 */
public sealed interface PipeMessage {
  /**
   * S, first on each channel.
   *
   * @param id of the stream
   */
  record Pipe(TransferId id) implements PipeMessage {}

  /**
   * R: the stream may come.
   *
   * @param bytes how much of it R has taken, and where it goes on
   * @param window bytes that may be under way
   */
  record Ready(long bytes, long window) implements PipeMessage {}

  /**
   * R: how much was written out.
   *
   * @param bytes of the whole stream
   */
  record Taken(long bytes) implements PipeMessage {}

  /**
   * S: that was all.
   *
   * @param bytes of the whole stream
   * @param hash SHA-256 of the whole stream
   */
  record End(long bytes, Digest hash) implements PipeMessage {}

  /** R: all of it was written out, and is what was sent. */
  record Got() implements PipeMessage {}

  /**
   * Either: that was it.
   *
   * @param why the reason
   */
  record Cancel(CancelReason why) implements PipeMessage {}

  /** A message of a type that is not known, to be passed over. */
  record Other() implements PipeMessage {}
}
