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
public final class SerialExecutor implements Executor {
  /** Then the thread is given back, so that one busy connection cannot keep it. */
  private static final int TASKS_A_TURN = 256;

  private final Executor pool;
  private final Consumer<Throwable> failures;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  /**
   * Runs tasks on a pool.
   *
   * @param pool where they run; once it is closed, what it refuses is dropped
   * @param failures told what a task threw
   */
  public SerialExecutor(Executor pool, Consumer<Throwable> failures) {
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
    if (!turnOver()) {
      // The pool is closed: nobody is told anything any more.
      synchronized (tasks) {
        tasks.clear();
        running = false;
      }
    }
  }

  private boolean turnOver() {
    try {
      pool.execute(this::turns);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void turns() {
    boolean more = turn();
    // A pool that is closed by now takes nothing new, but lets us finish.
    while (more && !turnOver()) {
      more = turn();
    }
  }

  /** Whether there may be more than the budget allowed. */
  private boolean turn() {
    for (int i = 0; i < TASKS_A_TURN; i++) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return false;
        }
      }
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        failures.accept(e);
      }
    }
    return true;
  }
}
