package dev.sotto.ice;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads that ice4j starts for an agent and that end with it. (Those of its shared pools end
 * after a minute without work.)
 */
final class Ice4jThreads {
  private static final long PATIENCE_SECONDS = 60;

  private Ice4jThreads() {}

  static List<Thread> ofAgents() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("IceConnector"))
        .toList();
  }

  /** Waits until those that run now have ended. */
  static void awaitNone() {
    for (Thread thread : ofAgents()) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
