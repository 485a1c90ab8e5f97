package dev.sotto.pairing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Four words that are the same on both sides of a session exactly if nobody stands in between. One
 * per session, never computed again for another try.
 *
 * @param indexes four numbers of words, 0 to 511
 */
public record Phrase(List<Integer> indexes) {
  /** How many words a phrase has. */
  public static final int WORDS = 4;

  /** Refuses what is no phrase. */
  public Phrase {
    indexes = List.copyOf(indexes);
    if (indexes.size() != WORDS || indexes.stream().anyMatch(i -> i < 0 || i >= WordList.SIZE)) {
      throw new IllegalArgumentException("a phrase has four words of the list");
    }
  }

  /** The first 36 bits of a hash, nine for each word. */
  static Phrase of(byte[] hash) {
    long bits = ByteBuffer.wrap(hash).getLong() >>> 28;
    return new Phrase(
        IntStream.range(0, WORDS).mapToObj(i -> (int) (bits >> (27 - 9 * i)) & 511).toList());
  }

  /**
   * The phrase for people, to be read aloud and not written in the session it is about.
   *
   * @param words the list
   * @return four words
   */
  public List<String> words(WordList words) {
    return indexes.stream().map(words::word).toList();
  }
}
