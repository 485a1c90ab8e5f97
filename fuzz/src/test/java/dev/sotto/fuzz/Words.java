package dev.sotto.fuzz;

import dev.sotto.pairing.WordList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The words of codes. */
final class Words {
  static final WordList LIST = read();

  private Words() {}

  private static WordList read() {
    try (InputStream in = WordList.class.getResourceAsStream(WordList.RESOURCE)) {
      return WordList.of(Objects.requireNonNull(in).readAllBytes());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
