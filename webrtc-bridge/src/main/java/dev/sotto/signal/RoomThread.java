package dev.sotto.signal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread of a room. It does one thing after the other, and waits for one thing at most. */
final class RoomThread implements Executor {
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, daemon("sotto-room"));
  private @Nullable ScheduledFuture<?> patience;

  RoomThread() {
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    };
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /** Has it done, from any thread; false when the room is over, which its listener knows. */
  boolean post(Runnable task) {
    try {
      execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Ends whatever is waited for, unless something else is in time. On this thread. */
  void expect(Duration time, Runnable otherwise) {
    forget();
    patience = thread.schedule(otherwise, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Nothing is waited for any more. On this thread. */
  void forget() {
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }

  /** Does what was posted, and no more. */
  void stop() {
    thread.shutdown();
  }
}
