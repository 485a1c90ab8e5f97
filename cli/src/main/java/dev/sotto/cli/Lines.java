package dev.sotto.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lines that are entered, one after another. */
interface Lines {
  /**
   * Asks for the next line. Not to be called again before the last one has come.
   *
   * @return the line without its end, or empty at the end of input; fails with a {@link Failure}
   *     when the line is absurdly long or cannot be read, and with {@link CodePrompt.Cancelled} on
   *     Ctrl-C at a prompt
   */
  CompletableFuture<Optional<String>> next();
}
