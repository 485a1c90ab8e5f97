package dev.sotto.peer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs at most so many tasks at once on threads of a pool, the rest in turn; unlike a pool of fixed
 * size it makes no thread while another is idle. A task that throws is reported.
 */
final class BoundedExecutor implements Executor {
  private final Executor pool;
  private final int atOnce;
  private final int mayWait;
  private final Consumer<Throwable> failures;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  BoundedExecutor(Executor pool, int atOnce, int mayWait, Consumer<Throwable> failures) {
    this.pool = pool;
    this.atOnce = atOnce;
    this.mayWait = mayWait;
    this.failures = failures;
  }

  /**
   * Runs a task now or when another has ended.
   *
   * @throws RejectedExecutionException when too many wait, or the pool is closed
   */
  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      if (running == atOnce) {
        if (waiting.size() == mayWait) {
          throw new RejectedExecutionException(mayWait + " tasks wait already");
        }
        waiting.add(task);
        return;
      }
      running++;
    }
    try {
      pool.execute(() -> runFrom(task));
    } catch (RejectedExecutionException e) {
      synchronized (waiting) {
        running--;
      }
      throw e;
    }
  }

  private void runFrom(Runnable first) {
    for (@Nullable Runnable task = first; task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        failures.accept(e);
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable task = waiting.poll();
      if (task == null) {
        running--;
      }
      return task;
    }
  }
}
