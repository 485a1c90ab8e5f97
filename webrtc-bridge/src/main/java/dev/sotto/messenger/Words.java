package dev.sotto.messenger;

import dev.sotto.pairing.WordList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The words of codes and phrases, from where they are in the program. */
public final class Words {
  private Words() {}

  /**
   * Reads the list.
   *
   * @return the words; the same each time
   */
  public static WordList list() {
    try (InputStream file = WordList.class.getResourceAsStream(WordList.RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException("the program is incomplete: no words");
      }
      return WordList.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the program is damaged: no words", e);
    }
  }
}
