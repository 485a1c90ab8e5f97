package dev.sotto.datachannel;

/** Where messages go; given at construction, called from inside {@code onMessage}. */
@FunctionalInterface
public interface ChannelReceiver {
  /**
   * A message arrived.
   *
   * @param channel the channel it came on
   * @param text whether it is text (UTF-8, not checked) or binary
   * @param message its bytes, the receiver's to keep; may be empty
   * @param charge how many bytes it holds of the association's receive window until they are
   *     released; may differ from its length
   */
  void onMessage(Channel channel, boolean text, byte[] message, int charge);
}
