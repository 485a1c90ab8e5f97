package dev.sotto.cli;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/** A status on the last line of standard error, redrawn in place. */
final class RedrawnLine implements Screen {
  private static final String TO_THE_START = "\r";
  private static final String ERASE_TO_THE_END = "\u001b[K";

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
      notes.print(TO_THE_START + ERASE_TO_THE_END);
      notes.flush();
    }
  }

  private void draw() {
    if (!shown.isEmpty()) {
      notes.print(shown);
      notes.flush();
    }
  }
}
