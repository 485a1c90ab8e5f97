package dev.sotto.sdp;

import java.util.regex.Pattern;

/** The words of SDP that several attributes share (RFC 8866 section 9, RFC 8839 section 5). */
final class Grammar {
  // RFC 8839 5.1: ice-char = ALPHA / DIGIT / "+" / "/"; RFC 8866 9: token-char.
  private static final Pattern ICE_CHARS = Pattern.compile("[A-Za-z0-9+/]*+");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.0-9A-Z^_`a-z{|}~]++");
  private static final Pattern DIGITS = Pattern.compile("[0-9]++");

  private static final int MOST_DIGITS = 20;

  private Grammar() {}

  static boolean isIceChars(String text, int atLeast, int atMost) {
    return text.length() >= atLeast && text.length() <= atMost && ICE_CHARS.matcher(text).matches();
  }

  static boolean isToken(String text, int atMost) {
    return text.length() <= atMost && TOKEN.matcher(text).matches();
  }

  /** A decimal number; beyond {@code Long.MAX_VALUE} that; -1 for what is no number. */
  static long number(String text) {
    if (text.length() > MOST_DIGITS || !DIGITS.matcher(text).matches()) {
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
