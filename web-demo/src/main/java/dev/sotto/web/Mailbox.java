package dev.sotto.web;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the thread that brings the first while nobody else runs any.
 * No thread waits for another, so two mailboxes may put tasks into each other.
 */
final class Mailbox implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Runs a task now, or after those before it. What one throws is reported, and the others run. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      do {
        runOne();
      } while (waiting.decrementAndGet() > 0);
    }
  }

  private void runOne() {
    Runnable task = tasks.remove();
    try {
      task.run();
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
