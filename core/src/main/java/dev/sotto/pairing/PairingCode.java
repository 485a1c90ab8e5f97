package dev.sotto.pairing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a person reads to another: a room and some words, {@code 4711-acid-bacon-cabin}. Shown in
 * full only by {@link #format()}.
 *
 * @param room decimal, 1 to 9 digits, no leading zero; {@code 0} for a direct connection
 * @param words {@value #MIN_WORDS} to {@value #MAX_WORDS} words of the {@link WordList}
 */
public record PairingCode(String room, List<String> words) {
  private static final Pattern ROOM = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern SEPARATOR = Pattern.compile("[\\s\\p{Z}-]+");

  /** The fewest words of a code. */
  public static final int MIN_WORDS = 3;

  /** The most words of a code. */
  public static final int MAX_WORDS = 8;

  /** What a text is. None of these holds the text itself. */
  public sealed interface Parsed {
    /**
     * It is a code.
     *
     * @param code the code
     */
    record Valid(PairingCode code) implements Parsed {}

    /** It does not start with a room. */
    record NoRoom() implements Parsed {}

    /**
     * It has too few or too many words.
     *
     * @param count how many
     */
    record WrongCount(int count) implements Parsed {}

    /**
     * One word is not of the list.
     *
     * @param position which word, from 1
     * @param nearest the word of the list that looks most like it
     */
    record UnknownWord(int position, String nearest) implements Parsed {}
  }

  /** Refuses what is no code. */
  public PairingCode {
    words = List.copyOf(words);
    if (!ROOM.matcher(room).matches() || words.size() < MIN_WORDS || words.size() > MAX_WORDS) {
      throw new IllegalArgumentException("not a code");
    }
  }

  /**
   * Draws words for a room.
   *
   * @param room as in a code
   * @param count {@value #MIN_WORDS} to {@value #MAX_WORDS}
   * @param list where the words are from
   * @param random cryptographically strong
   * @return a new code
   */
  public static PairingCode random(String room, int count, WordList list, RandomGenerator random) {
    return new PairingCode(
        room,
        IntStream.range(0, count).mapToObj(i -> list.word(random.nextInt(WordList.SIZE))).toList());
  }

  /**
   * Reads what a person typed: any case, words apart by any number of spaces and hyphens.
   *
   * @param text what was typed
   * @param list what the words must be of
   * @return the code, or what is wrong with it
   */
  public static Parsed parse(String text, WordList list) {
    List<String> parts = split(text);
    if (parts.isEmpty() || !ROOM.matcher(parts.get(0)).matches()) {
      return new Parsed.NoRoom();
    }
    List<String> words = parts.subList(1, parts.size());
    if (words.size() < MIN_WORDS || words.size() > MAX_WORDS) {
      return new Parsed.WrongCount(words.size());
    }
    for (int i = 0; i < words.size(); i++) {
      if (list.indexOf(words.get(i)).isEmpty()) {
        return new Parsed.UnknownWord(i + 1, list.nearest(words.get(i)));
      }
    }
    return new Parsed.Valid(new PairingCode(parts.get(0), words));
  }

  private static List<String> split(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(SEPARATOR.split(lower, -1)).filter(part -> !part.isEmpty()).toList();
  }

  /**
   * The code in full: a secret, for people only.
   *
   * @return room and words, joined by hyphens
   */
  public String format() {
    return room + "-" + password();
  }

  /** The words, joined by hyphens: CPace's password related string. */
  String password() {
    return String.join("-", words);
  }

  /** The room and how many words there are, none of them. */
  @Override
  public String toString() {
    return "PairingCode[room=" + room + ", " + words.size() + " words]";
  }
}
