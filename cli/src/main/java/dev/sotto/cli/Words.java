package dev.sotto.cli;

import dev.sotto.pairing.WordList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The words of codes, from the jar. */
final class Words {
  private Words() {}

  /** Reads all of them. */
  static WordList all() {
    try (InputStream file = WordList.class.getResourceAsStream(WordList.RESOURCE)) {
      return WordList.of(Objects.requireNonNull(file, WordList.RESOURCE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read", e);
    }
  }
}
