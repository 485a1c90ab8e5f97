package dev.sotto.pairing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/** The 512 words of codes and phrases. Immutable; safe for use by several threads. */
public final class WordList {
  /** How many words there are. */
  public static final int SIZE = 512;

  /** Where the file of the words is, for {@link Class#getResource(String)} of this class. */
  public static final String RESOURCE = "words.txt";

  /** SHA-256 of {@link #RESOURCE}; every peer has the same words or cannot pair. */
  public static final String SHA_256 =
      "c9934b20188655be60a0278a42c656e20f0b1482892b12d6c0b5d42ff6048f1c";

  private static final int COMPARED = 64;

  private final List<String> words;

  private WordList(List<String> words) {
    this.words = words;
  }

  /**
   * Reads the words.
   *
   * @param file the bytes of {@link #RESOURCE}
   * @return the words
   * @throws IllegalArgumentException if it is not exactly that file
   */
  public static WordList of(byte[] file) {
    byte[] pinned = HexFormat.of().parseHex(SHA_256);
    if (!MessageDigest.isEqual(Hash.sha256(file), pinned)) {
      throw new IllegalArgumentException("not the words of this version");
    }
    return new WordList(new String(file, StandardCharsets.US_ASCII).lines().toList());
  }

  /**
   * A word by its number.
   *
   * @param index 0 to 511
   * @return the word
   */
  public String word(int index) {
    return words.get(index);
  }

  /**
   * The number of a word.
   *
   * @param word lower case
   * @return 0 to 511; empty for any other text
   */
  public OptionalInt indexOf(String word) {
    int index = Collections.binarySearch(words, word);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /**
   * The words that start like this, for completion.
   *
   * @param prefix lower case
   * @return the words in their order; all for an empty prefix
   */
  public List<String> startingWith(String prefix) {
    return words.stream().filter(word -> word.startsWith(prefix)).toList();
  }

  /**
   * The word that looks most like a text.
   *
   * @param text at most 64 characters of it count
   * @return a word, the first of those that are equally near
   */
  public String nearest(String text) {
    String compared = text.substring(0, Math.min(text.length(), COMPARED));
    return Collections.min(words, Comparator.comparingInt(word -> distance(word, compared)));
  }

  /** How many letters have to be put in, taken out or replaced (Levenshtein). */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return row[to.length()];
  }
}
