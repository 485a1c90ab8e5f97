package dev.sotto.cli;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * A status on the last line of standard error, redrawn in place. It may be longer than the line, as
 * the terminal can become narrower at any time: while it is drawn nothing is wrapped, and the
 * cursor is left before it, so that all of it can be erased even where the terminal wraps it later.
 */
final class RedrawnLine implements Screen {
  private static final String ERASE_BELOW = "\u001b[J";
  private static final String WITHOUT_WRAPPING = "\u001b[?7l";
  private static final String WRAPPING_TO_THE_START = "\u001b[?7h\r";

  private final PrintStream notes;
  private final IntSupplier width;
  private String shown = "";

  /**
   * Makes one that shows nothing yet.
   *
   * @param notes standard error, which is a terminal
   * @param width how many columns it has
   */
  RedrawnLine(PrintStream notes, IntSupplier width) {
    this.notes = notes;
    this.width = width;
  }

  @Override
  public synchronized void print(PrintStream stream, String line) {
    erase();
    stream.println(line);
    draw();
  }

  @Override
  public synchronized void status(String line) {
    if (!line.equals(shown)) {
      erase();
      shown = line;
      draw();
    }
  }

  @Override
  public synchronized void ask(String question) {
    erase();
    shown = "";
    notes.print(question);
    notes.flush();
  }

  /** One less, as many terminals wrap as soon as the last column is written to. */
  @Override
  public int columns() {
    return Math.max(0, width.getAsInt() - 1);
  }

  private void erase() {
    if (!shown.isEmpty()) {
      notes.print(ERASE_BELOW);
      notes.flush();
    }
  }

  private void draw() {
    if (!shown.isEmpty()) {
      notes.print(WITHOUT_WRAPPING + shown + WRAPPING_TO_THE_START);
      notes.flush();
    }
  }
}
