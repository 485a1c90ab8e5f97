package dev.sotto.transfer;

/**
 * What goes to the peer, in this order on the one channel.
 *
 * @param <M> the texts of the channel
 */
public sealed interface Outbound<M> {
  /**
   * A text message.
   *
   * @param message to be written as JSON
   * @param <M> the texts of the channel
   */
  record Text<M>(M message) implements Outbound<M> {}

  /**
   * A binary message.
   *
   * @param message whole; nobody else holds the array
   * @param <M> the texts of the channel
   */
  record Binary<M>(byte[] message) implements Outbound<M> {}
}
