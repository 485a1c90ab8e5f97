package dev.sotto.ice;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, in the order they were given, on threads of an executor that may
 * block. From any thread.
 */
final class Lane implements Executor {
  private final Executor threads;
  private final Consumer<Throwable> failures;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  /**
   * Makes an empty lane.
   *
   * @param threads runs the tasks, at most one at a time
   * @param failures told of what a task throws, on its thread
   */
  Lane(Executor threads, Consumer<Throwable> failures) {
    this.threads = threads;
    this.failures = failures;
  }

  /**
   * Queues a task.
   *
   * @throws RejectedExecutionException when the executor takes no more; what waited is forgotten
   */
  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      synchronized (waiting) {
        waiting.clear();
        running = false;
      }
      throw e;
    }
  }

  private void run() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        failures.accept(e);
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable task = waiting.poll();
      running = task != null;
      return task;
    }
  }
}
