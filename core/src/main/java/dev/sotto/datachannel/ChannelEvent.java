package dev.sotto.datachannel;

/** What the application should learn about its channels; rare, so each is an object. */
public sealed interface ChannelEvent {
  /**
   * The channel it is about.
   *
   * @return the channel
   */
  Channel channel();

  /**
   * The peer opened a channel; it is open at once.
   *
   * @param channel the new channel
   */
  record Announced(Channel channel) implements ChannelEvent {}

  /**
   * A channel of ours can be used.
   *
   * @param channel the channel
   */
  record Opened(Channel channel) implements ChannelEvent {}

  /**
   * The peer closes the channel: nothing more can be sent on it.
   *
   * @param channel the channel
   */
  record Closing(Channel channel) implements ChannelEvent {}

  /**
   * The channel is gone, both ways.
   *
   * @param channel the channel
   */
  record Closed(Channel channel) implements ChannelEvent {}
}
