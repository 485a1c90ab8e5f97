package dev.sotto.signal;

import dev.sotto.net.Loop;
import dev.sotto.net.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Who connects to a {@link DirectListener}: a TCP connection and a network thread of its own for
 * each call, so that the joiner can dial again for a rejoin.
 */
public final class DirectCaller {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private DirectCaller() {}

  /**
   * Begins to connect, and returns at once. The listener is told {@link MeetingListener#onPeer}
   * when the connection stands, and {@link MeetingListener#onClosed} when there is none within 10
   * s.
   *
   * @param remote where the other side listens; a name that was not resolved cannot be reached
   * @param listener told of everything that happens
   * @return the joiner's place
   */
  public static MeetingPlace dial(InetSocketAddress remote, MeetingListener listener) {
    Loop loop = DirectListener.loop("sotto-dial");
    DirectPlace place = new DirectPlace(loop, listener, new OwnLoop(loop));
    loop.execute(() -> connect(loop, remote, place));
    return place;
  }

  private static void connect(Loop loop, InetSocketAddress remote, DirectPlace place) {
    if (remote.isUnresolved()) {
      place.end(MeetingEnd.unreachable("there is no host of that name"));
      return;
    }
    try {
      place.stream(TcpStream.open(loop, null, remote, CONNECT_TIMEOUT, place));
    } catch (IOException | IllegalArgumentException e) {
      place.end(MeetingEnd.unreachable("nobody can be reached at that address"));
    }
  }

  /** The loop serves one call, and ends with it. */
  private record OwnLoop(Loop loop) implements DirectPlace.Hooks {
    @Override
    public void onSpoke(DirectPlace place) {}

    @Override
    public void onPaired(DirectPlace place) {}

    @Override
    public void onEnded(DirectPlace place) {
      loop.close();
    }
  }
}
