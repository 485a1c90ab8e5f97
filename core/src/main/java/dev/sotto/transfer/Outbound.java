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
   * A binary message. Not a record: arrays have no useful equality.
   *
   * @param <M> the texts of the channel
   */
  final class Binary<M> implements Outbound<M> {
    private final byte[] message;

    Binary(byte[] message) {
      this.message = message;
    }

    /**
     * The message.
     *
     * @return all of it; nobody else holds the array
     */
    public byte[] message() {
      return message;
    }
  }
}
