package dev.sotto.cli;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A link as a drawing for the camera of a telephone (ISO/IEC 18004), two modules in the height of a
 * character.
 */
final class QrCode {
  /** The standard wants four modules of quiet around; every reader is content with two. */
  private static final int QUIET = 2;

  /** Black on white in whatever colours the terminal has, and back. */
  private static final String INK = "\u001b[38;5;16;48;5;231m";

  private static final String END = "\u001b[0m";
  private static final String UPPER = "\u2580";
  private static final String LOWER = "\u2584";
  private static final String BOTH = "\u2588";

  private final ByteMatrix modules;

  private QrCode(ByteMatrix modules) {
    this.modules = modules;
  }

  /** Encodes a text; empty when it is too long for one. */
  static Optional<QrCode> of(String text) {
    try {
      return Optional.of(new QrCode(Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix()));
    } catch (WriterException e) {
      return Optional.empty();
    }
  }

  /**
   * Draws it for the person at a terminal.
   *
   * @return the lines; empty when nobody sits there, or they would not fit
   */
  static List<String> fitting(String text, Terminal terminal) {
    if (!terminal.interactive() || "dumb".equals(System.getenv("TERM"))) {
      return List.of();
    }
    int columns = new TerminalWidth(System.getenv(), System::nanoTime).getAsInt();
    return of(text)
        .filter(code -> code.columns() <= columns)
        .map(code -> code.lines(terminal.coloured()))
        .orElse(List.of());
  }

  /** How many columns it takes. */
  int columns() {
    return modules.getWidth() + 2 * QUIET;
  }

  /**
   * Draws it.
   *
   * @param coloured whether colours may be used: then it is black on white on every terminal; else
   *     it is right where text is bright on a dark ground
   */
  List<String> lines(boolean coloured) {
    List<String> lines = new ArrayList<>();
    int height = modules.getHeight() + QUIET;
    for (int y = -QUIET; y < height; y += 2) {
      StringBuilder line = new StringBuilder(coloured ? INK : "");
      for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
        // Ink is what is printed: the dark modules, or without colours the bright ones.
        line.append(block(isDark(x, y) == coloured, isDark(x, y + 1) == coloured));
      }
      lines.add(line.append(coloured ? END : "").toString());
    }
    return lines;
  }

  private static String block(boolean upper, boolean lower) {
    return upper ? (lower ? BOTH : UPPER) : (lower ? LOWER : " ");
  }

  private boolean isDark(int x, int y) {
    return x >= 0
        && y >= 0
        && x < modules.getWidth()
        && y < modules.getHeight()
        && modules.get(x, y) == 1;
  }
}
