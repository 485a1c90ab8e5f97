package dev.sotto.cli;

import java.io.PrintStream;

/**
 * A terminal that shows more than one line after another: a line that is redrawn, or a prompt with
 * a half-typed line. What is printed goes above that and never tears it. Safe for several threads.
 */
interface Screen {
  /**
   * Prints a line.
   *
   * @param stream the stream of the process that it belongs to, which may lead elsewhere
   * @param line the line, safe to be shown
   */
  void print(PrintStream stream, String line);

  /**
   * Shows a line that changes, instead of the last one.
   *
   * @param line the line, safe to be shown; empty for none
   */
  void status(String line);

  /**
   * Asks for a line.
   *
   * @param question what is shown before the cursor
   */
  void ask(String question);

  /** How many columns a status may have; 0 and more. */
  int columns();
}
