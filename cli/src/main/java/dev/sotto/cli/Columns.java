package dev.sotto.cli;

import org.jline.utils.WCWidth;

/** Text as a terminal shows it: in columns, of which a letter takes none, one or two. */
final class Columns {
  private static final String CUT = "...";

  private Columns() {}

  /** How many columns a text takes that has no control characters. */
  static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  /**
   * A text that fits.
   *
   * @param text without control characters
   * @param most how many columns there are
   * @return the text, or its beginning and three dots; never more columns than there are
   */
  static String fit(String text, int most) {
    if (of(text) <= most) {
      return text;
    }
    int dots = Math.min(CUT.length(), Math.max(0, most));
    return start(text, most - dots) + CUT.substring(0, dots);
  }

  /** As much of the beginning as fits, with the marks that belong to its last letter. */
  private static String start(String text, int most) {
    int taken = 0;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      taken += of(character);
      if (taken > most) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  private static int of(int character) {
    return Math.max(0, WCWidth.wcwidth(character));
  }
}
