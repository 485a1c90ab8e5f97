package dev.sotto.signal;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Who connects to a {@link DirectListener}: a TCP connection of its own for each call, so that the
 * joiner can dial again for a rejoin.
 */
public final class DirectCaller {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private DirectCaller() {}

  /**
   * Begins to connect, and returns at once. The listener is told {@link MeetingListener#onPeer}
   * when the connection stands, and {@link MeetingListener#onClosed} when there is none within 10
   * s.
   *
   * @param remote where the other side listens; resolved
   * @param listener told of everything that happens
   * @return the joiner's place
   */
  public static MeetingPlace dial(InetSocketAddress remote, MeetingListener listener) {
    throw new UnsupportedOperationException();
  }
}
