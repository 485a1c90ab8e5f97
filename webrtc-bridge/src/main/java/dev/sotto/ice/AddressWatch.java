package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the addresses of this machine are not what they were, or that it has slept. Java
 * tells neither, so the system is asked every two seconds, as long as somebody wants to know.
 *
 * <p>All calls are on the loop thread; only the constructor may be called from elsewhere.
 */
public final class AddressWatch {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration NAP = Duration.ofSeconds(10);

  private final Loop loop;
  private final Executor blocking;
  private final Source source;
  private final InstantSource clock;
  private final Duration interval;
  private final Listener listener;
  private final Timer timer;
  private @Nullable Set<InetAddress> known;
  private long lastWallMillis;
  private boolean watching;

  /** Told what was noticed, on the loop thread. */
  public interface Listener {
    /** Addresses have come or gone. */
    void onAddressesChanged();

    /** The machine has slept: whatever was known of the outside may not hold any more. */
    void onAwake();
  }

  /** Lists addresses; may block. */
  interface Source {
    List<InetAddress> addresses() throws SocketException;
  }

  /**
   * Watches nothing yet.
   *
   * @param filter which addresses matter
   * @param loop where it lives
   * @param blocking where the system is asked
   * @param listener told what is noticed
   */
  public AddressWatch(AddressFilter filter, Loop loop, Executor blocking, Listener listener) {
    this(
        () -> HostAddresses.list(filter),
        InstantSource.system(),
        INTERVAL,
        loop,
        blocking,
        listener);
  }

  AddressWatch(
      Source source,
      InstantSource clock,
      Duration interval,
      Loop loop,
      Executor blocking,
      Listener listener) {
    this.source = source;
    this.clock = clock;
    this.interval = interval;
    this.loop = loop;
    this.blocking = blocking;
    this.listener = listener;
    this.timer = loop.timer(this::look);
  }

  /** Begins to watch; harmless when it does already. */
  public void start() {
    if (!watching) {
      watching = true;
      known = null;
      lastWallMillis = clock.millis();
      look();
    }
  }

  /** Watches no more; harmless when repeated. */
  public void stop() {
    watching = false;
    timer.cancel();
  }

  private void look() {
    long wall = clock.millis();
    boolean slept = wall - lastWallMillis > interval.plus(NAP).toMillis();
    lastWallMillis = wall;
    if (slept) {
      listener.onAwake();
    }
    if (watching) {
      timer.schedule(loop.now().plus(interval).nanos());
      list();
    }
  }

  private void list() {
    try {
      blocking.execute(
          () -> {
            try {
              Set<InetAddress> found = new HashSet<>(source.addresses());
              loop.execute(() -> compare(found));
            } catch (SocketException e) {
              // The system does not tell now; it is asked again soon.
            } catch (RejectedExecutionException e) {
              // The loop has ended, and with it all who wanted to know.
            }
          });
    } catch (RejectedExecutionException e) {
      // No threads are left just now; the next look is soon.
    }
  }

  private void compare(Set<InetAddress> found) {
    Set<InetAddress> before = known;
    known = found;
    if (watching && before != null && !before.equals(found)) {
      listener.onAddressesChanged();
    }
  }
}
