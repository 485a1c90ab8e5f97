package dev.sotto.sdp;

/** The words of SDP that several attributes share (RFC 8866 section 9, RFC 8839 section 5). */
final class Grammar {
  private static final int MOST_DIGITS = 20;

  private Grammar() {}

  /** RFC 8839 5.1: ice-char = ALPHA / DIGIT / "+" / "/". */
  static boolean isIceChars(String text, int atLeast, int atMost) {
    return text.length() >= atLeast
        && text.length() <= atMost
        && text.chars().allMatch(c -> isAlphanumeric(c) || c == '+' || c == '/');
  }

  /** RFC 8866 9: token = 1*(token-char), printable ASCII without the separators. */
  static boolean isToken(String text, int atMost) {
    return !text.isEmpty()
        && text.length() <= atMost
        && text.chars().allMatch(c -> isAlphanumeric(c) || "!#$%&'*+-.^_`{|}~".indexOf(c) >= 0);
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || isDigit(c);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** A decimal number; beyond {@code Long.MAX_VALUE} that; -1 for what is no number. */
  static long number(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(Grammar::isDigit);
    if (!digits || text.length() > MOST_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return Long.MAX_VALUE;
      }
      value = 10 * value + digit;
    }
    return value;
  }
}
