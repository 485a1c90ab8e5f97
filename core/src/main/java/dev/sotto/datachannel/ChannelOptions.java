package dev.sotto.datachannel;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * What a channel is opened with; both sides know it (RFC 8832 section 5.1).
 *
 * @param label a name for the application, at most 65,535 bytes of UTF-8; need not be unique
 * @param protocol the subprotocol spoken on it, at most 65,535 bytes of UTF-8; may be empty
 * @param ordered whether messages arrive in the order in which they were sent
 * @param reliability how hard it tries to deliver
 * @param priority its weight among the others, 0 to 65,535 (RFC 8831 section 6.4); 256 is "low",
 *     the default of browsers
 * @param negotiatedId the stream when both applications agreed on it themselves and no DCEP message
 *     is to be sent; 0 to 65,534
 */
public record ChannelOptions(
    String label,
    String protocol,
    boolean ordered,
    Reliability reliability,
    int priority,
    OptionalInt negotiatedId) {

  private static final int MAX_TEXT = 65_535;

  /** Refuses what RFC 8832 has no room for. */
  public ChannelOptions {
    if (label.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT
        || protocol.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) {
      throw new IllegalArgumentException("label or protocol longer than 65535 bytes");
    }
    if (priority < 0 || priority > 65_535) {
      throw new IllegalArgumentException("not a priority: " + priority);
    }
    if (negotiatedId.isPresent()
        && (negotiatedId.getAsInt() < 0 || negotiatedId.getAsInt() > DataChannels.MAX_ID)) {
      throw new IllegalArgumentException("not a channel id: " + negotiatedId.getAsInt());
    }
  }

  /**
   * A reliable, ordered channel announced to the peer.
   *
   * @param label its name
   * @return the options of browsers' {@code createDataChannel(label)}
   */
  public static ChannelOptions reliable(String label) {
    return new ChannelOptions(label, "", true, Reliability.RELIABLE, 256, OptionalInt.empty());
  }

  /**
   * The same with a subprotocol.
   *
   * @param name the subprotocol
   * @return the changed options
   */
  public ChannelOptions withProtocol(String name) {
    return new ChannelOptions(label, name, ordered, reliability, priority, negotiatedId);
  }

  /**
   * The same with messages delivered as they arrive.
   *
   * @return the changed options
   */
  public ChannelOptions unordered() {
    return new ChannelOptions(label, protocol, false, reliability, priority, negotiatedId);
  }

  /**
   * The same with another reliability.
   *
   * @param other how hard to try
   * @return the changed options
   */
  public ChannelOptions withReliability(Reliability other) {
    return new ChannelOptions(label, protocol, ordered, other, priority, negotiatedId);
  }

  /**
   * The same on a stream that both applications agreed on.
   *
   * @param id the stream, 0 to 65,534
   * @return the changed options
   */
  public ChannelOptions negotiated(int id) {
    return new ChannelOptions(label, protocol, ordered, reliability, priority, OptionalInt.of(id));
  }
}
