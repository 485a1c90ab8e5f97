package dev.sotto.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting on the main thread, which has nothing else to do. */
final class Await {
  private Await() {}

  /**
   * Waits for a result.
   *
   * @throws RuntimeException what the future failed with, itself and not wrapped
   */
  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What a future failed with, in words. */
  static String cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(
        failure instanceof CompletionException && cause != null
            ? cause.getMessage()
            : failure.getMessage());
  }

  /** Waits until one of them is complete, with whatever outcome. */
  static void any(CompletableFuture<?>... futures) {
    CompletableFuture.anyOf(futures).handle((result, failure) -> true).join();
  }
}
