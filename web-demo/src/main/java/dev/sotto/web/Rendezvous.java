package dev.sotto.web;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The {@link Rooms} with a clock and a timer thread of their own. Safe for use by several threads.
 */
final class Rendezvous implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final RendezvousLimits limits;
  private final Rooms rooms;
  private final long started = System.nanoTime();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sotto-rendezvous-timer");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> ticks;

  Rendezvous(RendezvousLimits limits) {
    this.limits = limits;
    this.rooms = new Rooms(limits);
    this.ticks =
        timer.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What serves the next WebSocket. */
  RendezvousSocket socket() {
    return new RendezvousSocket(rooms, limits.waitingBytes(), this::now);
  }

  /** Ends all connections with a close frame, then the timer. */
  @Override
  public void close() {
    rooms.closeAll();
    ticks.cancel(false);
    timer.shutdown();
  }

  /** A periodic task that throws is never run again, and no connection would ever time out. */
  private void tick() {
    try {
      rooms.tick(now());
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private Monotonic now() {
    return new Monotonic(System.nanoTime() - started);
  }
}
