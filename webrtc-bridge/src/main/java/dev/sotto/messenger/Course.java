package dev.sotto.messenger;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one order of everything that happens in a session: what comes from the network, from users'
 * threads and from timers runs here, one after another. Whatever is confined to a session's course
 * needs no lock.
 */
final class Course implements Executor {
  private final Surroundings surroundings;
  private final Executor serial;
  private @Nullable Course beside;

  Course(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.serial = surroundings.serial();
  }

  /** The other order of the session, of its transfers: neither waits for the other. Any thread. */
  synchronized Course beside() {
    Course other = beside;
    if (other == null) {
      other = new Course(surroundings);
      beside = other;
    }
    return other;
  }

  @Override
  public void execute(Runnable task) {
    serial.execute(task);
  }

  Monotonic now() {
    return surroundings.now();
  }

  /** Runs something on the course after some time, unless it is cancelled on the course before. */
  Alarm after(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(task);
    try {
      alarm.scheduled =
          surroundings
              .timer()
              .schedule(() -> serial.execute(alarm::ring), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      alarm.cancel(); // the messenger is closed, and all its sessions with it
    }
    return alarm;
  }

  /** The same for a deadline in the scale of {@link Monotonic#nanos()}. */
  Alarm at(long deadline, Runnable task) {
    return deadline == Monotonic.NEVER
        ? new Alarm(task)
        : after(Duration.ofNanos(Math.max(0, deadline - now().nanos())), task);
  }

  /** One that never rings, to begin with. */
  static Alarm none() {
    return new Alarm(() -> {});
  }

  /** Something that will run, confined to the course. */
  static final class Alarm {
    private final Runnable task;
    private @Nullable ScheduledFuture<?> scheduled;
    private boolean cancelled;

    private Alarm(Runnable task) {
      this.task = task;
    }

    private void ring() {
      if (!cancelled) {
        task.run();
      }
    }

    /** It does not ring any more, even if its time has come and it waits for its turn. */
    void cancel() {
      cancelled = true;
      ScheduledFuture<?> waiting = scheduled;
      if (waiting != null) {
        waiting.cancel(false);
      }
    }
  }
}
