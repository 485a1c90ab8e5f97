package dev.sotto.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lines of which the next can be read before anybody needs it. For one thread.
 *
 * <p>Without it, what a person types while nobody asks would be the answer to the first question.
 */
final class ReadAhead implements Lines {
  private final Lines lines;
  private @Nullable CompletableFuture<Optional<String>> ahead;

  /**
   * Reads nothing yet.
   *
   * @param lines what is entered
   */
  ReadAhead(Lines lines) {
    this.lines = lines;
  }

  /** The line that {@link #next} will give, which is being read from now on. */
  CompletableFuture<Optional<String>> begin() {
    CompletableFuture<Optional<String>> begun = ahead == null ? lines.next() : ahead;
    ahead = begun;
    return begun;
  }

  @Override
  public CompletableFuture<Optional<String>> next() {
    CompletableFuture<Optional<String>> next = begin();
    ahead = null;
    return next;
  }
}
