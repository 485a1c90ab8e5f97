package dev.sotto.peer;

/** What happens on a channel; called as {@link PeerListener} is. */
public interface DataChannelListener {
  /** Messages can be sent. Not called for channels that the peer opened: they are open already. */
  default void onOpen() {}

  /**
   * A text message arrived.
   *
   * @param text what the peer sent, hostile until proved otherwise; ill-formed UTF-8 is replaced
   */
  default void onText(String text) {}

  /**
   * A binary message arrived.
   *
   * @param data its bytes, the listener's to keep; may be empty
   */
  default void onBinary(byte[] data) {}

  /**
   * What is buffered has fallen to {@link DataChannel#bufferedAmountLowThreshold()} or below.
   *
   * @see DataChannel#whenBufferedAmountLow()
   */
  default void onBufferedAmountLow() {}

  /** The channel is closed, both ways, or its connection is gone. Nothing comes after it. */
  default void onClose() {}
}
