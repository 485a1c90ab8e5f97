package dev.sotto.web;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.MemoryRoomStore;
import dev.sotto.web.rooms.RoomStore;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The {@link Reception} with a clock and a timer thread of their own. Safe for use by several
 * threads.
 */
final class Rendezvous implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final RoomStore store;
  private final Reception reception;
  private final TrustedProxies proxies;
  private final long started = System.nanoTime();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sotto-rendezvous-timer");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> ticks;

  Rendezvous(WebOptions options, ServerMetrics metrics) {
    SecureRandom random = new SecureRandom();
    Supplier<Monotonic> clock = this::now;
    this.store =
        options
            .store()
            .orElseGet(() -> new MemoryRoomStore(options.limits().rooms(), clock, random));
    this.proxies = new TrustedProxies(options.trustedProxies());
    this.reception =
        new Reception(
            options.limits(),
            clock,
            random,
            store,
            OpenTokens.of(options.openTokens()),
            options.iceServers(),
            metrics);
    metrics.watch(store::openRooms, reception::connections);
    this.ticks =
        timer.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What serves the next WebSocket.
   *
   * @param connected who has the connection
   * @param forwarded the values of {@code X-Forwarded-For}
   */
  RendezvousSocket socket(InetAddress connected, List<String> forwarded) {
    return new RendezvousSocket(reception, proxies.client(connected, forwarded));
  }

  /**
   * Has what is under way done and ends all connections with a close frame; who does not answer it
   * soon is not waited for. Then ends the timer.
   */
  @Override
  public void close() {
    reception.stop();
    reception.awaitEmpty(FAREWELL);
    ticks.cancel(false);
    timer.shutdown();
    store.close();
  }

  /** A periodic task that throws is never run again, and no connection would ever time out. */
  private void tick() {
    try {
      reception.tick();
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private Monotonic now() {
    return new Monotonic(System.nanoTime() - started);
  }
}
