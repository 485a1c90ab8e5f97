package dev.sotto.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jline.utils.Signals;

/**
 * Ends a command cleanly when the process is told to end by Ctrl-C or SIGTERM: closes what it has
 * open, so that the other side knows at once, but does not let that hold up the end for long, and
 * not at all when it is told a second time. The exit code is the JVM's own, 128 plus the signal:
 * 130 for Ctrl-C.
 */
final class InterruptGuard {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private InterruptGuard() {}

  /**
   * Runs something that may be interrupted by a signal.
   *
   * @param work what to do
   * @param closing run one after another on a signal, on a thread of their own; not run when the
   *     work ends by itself
   * @return the outcome of the work
   */
  static <T> T whileRunning(Supplier<T> work, Runnable... closing) {
    Thread hook = new Thread(() -> runBriefly(List.of(closing)), "sotto-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already: the hook does the work, and the JVM waits for it.
      return;
    }
  }

  private static void runBriefly(List<Runnable> closing) {
    // Who presses Ctrl-C again does not want to wait at all.
    Signals.register("INT", () -> Runtime.getRuntime().halt(ExitCode.SIGINT.status()));
    Thread worker = new Thread(() -> closing.forEach(Runnable::run), "sotto-closing");
    worker.setDaemon(true);
    worker.start();
    try {
      worker.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
