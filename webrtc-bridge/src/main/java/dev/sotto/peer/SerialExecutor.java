package dev.sotto.peer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Runs one task after another on threads of a pool: what a connection tells its listener, in order,
 * without a thread of its own. A task that throws is reported and the next one runs.
 *
 * <p>The queue has no limit of its own: messages in it hold bytes of the receive window, and events
 * are few.
 */
final class SerialExecutor implements Executor {
  /** Then the thread is given back, so that one busy connection cannot keep it. */
  private static final int TASKS_A_TURN = 256;

  private final Executor pool;
  private final Consumer<Throwable> failures;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  SerialExecutor(Executor pool, Consumer<Throwable> failures) {
    this.pool = pool;
    this.failures = failures;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    turnOver();
  }

  private void turnOver() {
    try {
      pool.execute(this::turn);
    } catch (RejectedExecutionException e) {
      // The factory is closed: nobody is told anything any more.
      synchronized (tasks) {
        tasks.clear();
        running = false;
      }
    }
  }

  private void turn() {
    for (int i = 0; i < TASKS_A_TURN; i++) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        failures.accept(e);
      }
    }
    turnOver();
  }
}
