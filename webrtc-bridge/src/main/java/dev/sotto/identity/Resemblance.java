package dev.sotto.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tells whether a reader could take one name for another. Both are brought to what they look like:
 * compatible forms and case made one, marks, spaces and what shows nothing left out, and
 * look-alikes of the Latin, Cyrillic and Greek scripts replaced by the table that comes with {@code
 * dev.sotto.pairing}. Meant to warn a little too often. Immutable.
 */
public final class Resemblance {
  private static final String TABLE = "/dev/sotto/pairing/confusables.txt";

  private static final Pattern WORDS = Pattern.compile(" ");

  private final Map<Integer, String> characters = new HashMap<>();
  private final Map<String, String> sequences = new LinkedHashMap<>();

  private Resemblance(List<String> lines) {
    lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::add);
  }

  /**
   * Reads the table that is part of the program.
   *
   * @return the rule
   */
  public static Resemblance standard() {
    try (InputStream table = Resemblance.class.getResourceAsStream(TABLE)) {
      if (table == null) {
        throw new IllegalStateException("the program is not complete: no " + TABLE);
      }
      return new Resemblance(new String(table.readAllBytes(), US_ASCII).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compares two names.
   *
   * @param one a name; may be hostile
   * @param other another; may be hostile
   * @return whether they are the same or look the same; a name that shows nothing at all resembles
   *     only such a one
   */
  public boolean between(String one, String other) {
    return skeleton(one).equals(skeleton(other));
  }

  /**
   * Brings a name to what it looks like. Two names resemble each other if this is the same.
   *
   * @param name a name; may be hostile
   * @return lower-case letters and digits for the most part; not for people
   */
  public String skeleton(String name) {
    // Three times, as what a letter resembles may be lost when it is made compatible or small.
    String seen = replaceCharacters(visible(replaceCharacters(name)));
    String folded = replaceCharacters(visible(fold(seen)));
    for (Map.Entry<String, String> sequence : sequences.entrySet()) {
      folded = folded.replace(sequence.getKey(), sequence.getValue());
    }
    return folded;
  }

  /** Names that are the same but for case and compatible forms (UAX 15, NFKC) are equal in this. */
  static String fold(String name) {
    String compatible = Normalizer.normalize(name, Form.NFKC);
    // There and back again, as some capitals have a small letter that has another capital.
    String small = compatible.toLowerCase(Locale.ROOT);
    String folded = small.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Form.NFKC);
  }

  private static String visible(String name) {
    return Normalizer.normalize(name, Form.NFKD)
        .codePoints()
        .filter(Resemblance::isVisible)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private String replaceCharacters(String text) {
    StringBuilder replaced = new StringBuilder();
    text.codePoints()
        .forEach(
            character ->
                replaced.append(characters.getOrDefault(character, Character.toString(character))));
    return replaced.toString();
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !isFiller(character);
    };
  }

  /** Letters by their category that show nothing: Hangul fillers and the blank Braille pattern. */
  private static boolean isFiller(int character) {
    return switch (character) {
      case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800 -> true;
      default -> false;
    };
  }

  /** A line: what is looked like, then code points in hexadecimal or {@code =SEQUENCE}. */
  private void add(String line) {
    List<String> words = WORDS.splitAsStream(line).toList();
    for (String alike : words.subList(1, words.size())) {
      if (alike.startsWith("=")) {
        sequences.put(alike.substring(1), words.get(0));
      } else {
        characters.put(Integer.parseInt(alike, 16), words.get(0));
      }
    }
  }
}
