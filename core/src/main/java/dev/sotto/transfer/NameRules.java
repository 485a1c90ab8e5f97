package dev.sotto.transfer;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which names are acceptable on every system: docs/protocol.md, "Names". */
final class NameRules {
  private static final String NOWHERE = "\\:<>\"|?*";
  private static final int MAX_COMPONENT = EntryPath.MAX_NAME;

  private static final Set<String> DEVICES =
      Set.of("CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$");
  private static final Set<String> NUMBERED_DEVICES = Set.of("COM", "LPT");
  private static final String DEVICE_NUMBERS = "123456789\u00b9\u00b2\u00b3";

  private NameRules() {}

  static Optional<PathProblem> problemOf(String path) {
    int length = utf8Length(path);
    if (length < 0) {
      return Optional.of(PathProblem.UNICODE);
    }
    if (length > EntryPath.MAX_PATH) {
      return Optional.of(PathProblem.TOO_LONG);
    }
    int depth = 0;
    for (int start = 0, end; start <= path.length(); start = end + 1) {
      int slash = path.indexOf('/', start);
      end = slash < 0 ? path.length() : slash;
      if (++depth > EntryPath.MAX_DEPTH) {
        return Optional.of(PathProblem.TOO_DEEP);
      }
      Optional<PathProblem> problem = problemOfName(path.substring(start, end));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<PathProblem> problemOfName(String name) {
    if (name.isEmpty()) {
      return Optional.of(PathProblem.EMPTY);
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of(PathProblem.DOTS);
    }
    if (utf8Length(name) > MAX_COMPONENT) {
      return Optional.of(PathProblem.TOO_LONG);
    }
    for (int at = 0; at < name.length(); at++) {
      char character = name.charAt(at);
      if (character < ' ' || (character >= 0x7f && character < 0xa0)) {
        return Optional.of(PathProblem.CONTROL);
      }
      if (NOWHERE.indexOf(character) >= 0) {
        return Optional.of(PathProblem.CHARACTER);
      }
    }
    char last = name.charAt(name.length() - 1);
    if (last == '.' || last == ' ') {
      return Optional.of(PathProblem.ENDING);
    }
    return isDevice(name) ? Optional.of(PathProblem.DEVICE) : Optional.empty();
  }

  /** Windows looks at what stands before the first dot, and passes over spaces before it. */
  private static boolean isDevice(String name) {
    int dot = name.indexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    int end = stem.length();
    while (end > 0 && stem.charAt(end - 1) == ' ') {
      end--;
    }
    if (end > "CONOUT$".length()) {
      return false;
    }
    String upper = upperAscii(stem.substring(0, end));
    return DEVICES.contains(upper)
        || (upper.length() == 4
            && NUMBERED_DEVICES.contains(upper.substring(0, 3))
            && DEVICE_NUMBERS.indexOf(upper.charAt(3)) >= 0);
  }

  private static String upperAscii(String text) {
    StringBuilder upper = new StringBuilder(text);
    for (int at = 0; at < upper.length(); at++) {
      char character = upper.charAt(at);
      if (character >= 'a' && character <= 'z') {
        upper.setCharAt(at, (char) (character - 'a' + 'A'));
      }
    }
    return upper.toString();
  }

  static String fold(String path) {
    String composed = Normalizer.normalize(path, Normalizer.Form.NFC);
    String folded = composed.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  /** Bytes of UTF-8; negative for what has none: lone surrogates and what is no character. */
  static int utf8Length(String text) {
    int length = 0;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      if ((codePoint >= 0xd800 && codePoint < 0xe000) || isNoncharacter(codePoint)) {
        return -1;
      }
      length += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      at += Character.charCount(codePoint);
    }
    return length;
  }

  /** Unicode 15 section 23.7: U+FDD0..U+FDEF and the last two of each plane. */
  private static boolean isNoncharacter(int codePoint) {
    return (codePoint >= 0xfdd0 && codePoint <= 0xfdef) || (codePoint & 0xfffe) == 0xfffe;
  }
}
