package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.transfer.Manifest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which entries of an offer a person wants: numbers as they are listed, ranges of them, and
 * patterns of names with {@code *} and {@code ?}, separated by commas or blanks. A number or a
 * pattern that fits a folder means all that is in it.
 */
final class Selection {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
  private static final String HINT = "write numbers and names, for instance 1,3-5 or *.pdf";

  private Selection() {}

  /**
   * Reads a choice.
   *
   * @param text what a person entered
   * @param manifest what there is to choose from
   * @return the indexes, from 0; empty for everything
   * @throws Failure when it makes no sense, or nothing is chosen
   */
  static Optional<Set<Integer>> parse(String text, Manifest manifest) {
    if (text.isBlank() || text.strip().equalsIgnoreCase("all")) {
      return Optional.empty();
    }
    Set<Integer> chosen =
        Arrays.stream(text.strip().split("[,\\s]+"))
            .flatMapToInt(word -> word(word, manifest))
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> all = new TreeSet<>(chosen);
    for (int folder : chosen) {
      if (!manifest.entry(folder).isFile()) {
        within(manifest, manifest.entry(folder).path().text()).forEach(all::add);
      }
    }
    return Optional.of(all);
  }

  private static IntStream word(String word, Manifest manifest) {
    Matcher numbers = NUMBERS.matcher(word);
    if (!numbers.matches()) {
      return named(word, manifest);
    }
    int from = Integer.parseInt(numbers.group(1));
    int to = numbers.group(2) == null ? from : Integer.parseInt(numbers.group(2));
    if (from < 1 || to < from || to > manifest.size()) {
      throw new Failure(Kind.USAGE, "no such number: " + word, HINT);
    }
    return IntStream.rangeClosed(from - 1, to - 1);
  }

  /** A pattern fits a whole path, or its last name. */
  private static IntStream named(String word, Manifest manifest) {
    Pattern pattern = glob(word);
    int[] found =
        IntStream.range(0, manifest.size())
            .filter(
                index ->
                    pattern.matcher(manifest.entry(index).path().text()).matches()
                        || pattern.matcher(manifest.entry(index).path().name()).matches())
            .toArray();
    int[] all = IntStream.concat(IntStream.of(found), within(manifest, word)).distinct().toArray();
    if (all.length == 0) {
      throw new Failure(Kind.USAGE, "nothing is called " + word, HINT);
    }
    return IntStream.of(all);
  }

  private static IntStream within(Manifest manifest, String folder) {
    String start = folder.endsWith("/") ? folder : folder + "/";
    return IntStream.range(0, manifest.size())
        .filter(index -> manifest.entry(index).path().text().startsWith(start));
  }

  private static Pattern glob(String word) {
    String expression =
        word.codePoints()
            .mapToObj(
                it ->
                    switch (it) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(it));
                    })
            .collect(Collectors.joining());
    return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }
}
