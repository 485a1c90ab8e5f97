package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Codes that are wrong, and still made of the words that codes are made of. */
final class Codes {
  private static final Pattern CODE = Pattern.compile("\\b\\d{4,}(-[a-z]+){3}\\b");

  private Codes() {}

  /** The first code that stands in a text. */
  static Optional<String> in(String text) {
    return CODE.matcher(text).results().map(MatchResult::group).findFirst();
  }

  /** The same code but for its last word. */
  static String wrong(String code) throws IOException {
    int last = code.lastIndexOf('-') + 1;
    String other =
        words().stream().filter(word -> !code.contains("-" + word)).findFirst().orElseThrow();
    return code.substring(0, last) + other;
  }

  private static List<String> words() throws IOException {
    try (InputStream words = Codes.class.getResourceAsStream("/dev/sotto/pairing/words.txt")) {
      return new String(words.readAllBytes(), US_ASCII).lines().toList();
    }
  }
}
