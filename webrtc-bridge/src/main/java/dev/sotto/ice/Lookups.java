package dev.sotto.ice;

import dev.sotto.net.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Looks up names and interfaces, which may block, on other threads, and brings what was found back
 * to the loop. On the loop thread itself.
 */
final class Lookups {
  private final Loop loop;
  private final Executor blocking;
  private int open;

  Lookups(Loop loop, Executor blocking) {
    this.loop = loop;
    this.blocking = blocking;
  }

  /** What may block. */
  @FunctionalInterface
  interface Lookup<T> {
    List<T> find() throws IOException;
  }

  /** How many have not come back. */
  int open() {
    return open;
  }

  /** Begins one; what cannot be found is as good as nothing found. */
  <T> void begin(Lookup<T> lookup, Consumer<List<T>> found) {
    open++;
    try {
      blocking.execute(() -> bringBack(result(lookup), found));
    } catch (RejectedExecutionException e) {
      bringBack(List.of(), found);
    }
  }

  private static <T> List<T> result(Lookup<T> lookup) {
    try {
      return lookup.find();
    } catch (IOException | SecurityException e) {
      return List.of();
    }
  }

  private <T> void bringBack(List<T> result, Consumer<List<T>> found) {
    try {
      loop.execute(
          () -> {
            open--;
            found.accept(result);
          });
    } catch (RejectedExecutionException e) {
      // The loop is gone, and its sockets with it.
    }
  }
}
