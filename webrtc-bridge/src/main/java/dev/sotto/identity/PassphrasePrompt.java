package dev.sotto.identity;

import java.nio.file.Path;
import java.util.Optional;

/** Asks the user for the passphrase of the identity. */
@FunctionalInterface
public interface PassphrasePrompt {
  /**
   * Asks.
   *
   * @param file what it protects
   * @return the passphrase, which whoever asked overwrites after use; empty when there is nobody to
   *     ask, or nothing was entered
   */
  Optional<char[]> ask(Path file);

  /**
   * For where nobody can be asked.
   *
   * @return a prompt that never has an answer
   */
  static PassphrasePrompt none() {
    return file -> Optional.empty();
  }
}
