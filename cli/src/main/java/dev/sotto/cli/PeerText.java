package dev.sotto.cli;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one way by which text of others reaches a terminal: names, chat lines, reasons, error
 * messages. A terminal obeys control characters, and a reader believes what bidirectional controls
 * or a forged line start show; afterwards there is none of them.
 */
final class PeerText {
  /** More marks than any script needs on one letter; a pile of them covers the lines around it. */
  private static final int MAX_MARKS = 8;

  private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\n|\r");
  private static final String CONTINUATION = "  | ";

  private PeerText() {}

  /**
   * Text that is to stay within one line.
   *
   * @param text what the peer sent
   * @return the same with everything unsafe, line breaks too, written as {@code \}{@code u{HEX}}
   */
  static String line(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      marks = isMark(character) ? marks + 1 : 0;
      if (character == '\t') {
        safe.append("    ");
      } else if (isUnsafe(character)) {
        safe.append("\\u{").append(Integer.toHexString(character)).append('}');
      } else if (marks <= MAX_MARKS) {
        safe.appendCodePoint(character);
      }
    }
    return safe.toString();
  }

  /**
   * A message, which may have several lines. Those after the first are set off, so that none can
   * pass for a line of ours or of somebody else.
   *
   * @param text what the peer sent
   * @return its lines, each made safe as by {@link #line}
   */
  static String lines(String text) {
    return LINE_BREAK
        .splitAsStream(text)
        .map(PeerText::line)
        .collect(Collectors.joining("\n" + CONTINUATION));
  }

  private static boolean isUnsafe(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> !isJoiner(character);
      // The plane of tags and of characters that show nothing, assigned or not yet.
      default -> character >= 0xE0000 && character <= 0xE0FFF && !isMark(character);
    };
  }

  /** Emoji and several scripts are made with these; they count as marks, so few are let through. */
  private static boolean isJoiner(int character) {
    return character == 0x200C || character == 0x200D;
  }

  private static boolean isMark(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> isJoiner(character);
    };
  }
}
