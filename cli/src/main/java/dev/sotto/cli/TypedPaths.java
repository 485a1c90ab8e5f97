package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths as a person types them after a command: separated by blanks, in quotes or with a backslash
 * before what would otherwise mean something, and with {@code ~} for the home directory.
 */
final class TypedPaths {
  private TypedPaths() {}

  /**
   * Reads them.
   *
   * @param text what was typed
   * @param home the home directory
   * @return one at least
   * @throws Failure when a quote is not closed, or one of them cannot be a path
   */
  static List<Path> parse(String text, Path home) {
    List<Path> paths = words(text).stream().map(word -> path(word, home)).toList();
    if (paths.isEmpty()) {
      throw new Failure(Kind.USAGE, "no file is named", "/send PATH...");
    }
    return paths;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (quote != 0 && letter == quote) {
        quote = 0;
      } else if (quote == 0 && (letter == '"' || letter == '\'')) {
        quote = letter;
        begun = true;
      } else if (letter == '\\' && quote != '\'' && isEscape(text, i + 1)) {
        i++;
        word.append(text.charAt(i));
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(letter)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(letter);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new Failure(Kind.USAGE, "a quote is not closed", "");
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  /** Before anything else a backslash is one, as Windows writes paths with it. */
  private static boolean isEscape(String text, int index) {
    return index < text.length() && " \t\"'\\".indexOf(text.charAt(index)) >= 0;
  }

  private static Path path(String word, Path home) {
    try {
      if (word.equals("~")) {
        return home;
      }
      return word.startsWith("~/") ? home.resolve(word.substring(2)) : Path.of(word);
    } catch (InvalidPathException e) {
      throw new Failure(Kind.USAGE, "not a path: " + word, "");
    }
  }
}
