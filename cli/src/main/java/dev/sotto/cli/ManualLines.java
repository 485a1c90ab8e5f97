package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;

/** The lines that a person carries from the other side to standard input. */
final class ManualLines {
  private final Terminal terminal;
  private final InputLines input;
  private final boolean person;

  /**
   * Makes a reader.
   *
   * @param person whether a person is there to be asked
   */
  ManualLines(Terminal terminal, InputLines input, boolean person) {
    this.terminal = terminal;
    this.input = input;
    this.person = person;
  }

  /**
   * Waits for the first line of the other side.
   *
   * @throws Failure when the input ends before
   */
  String offer() {
    if (person) {
      terminal.note("Enter the other side's line:");
    }
    while (true) {
      String line =
          Await.result(input.next())
              .orElseThrow(
                  () -> new Failure(Kind.USAGE, "standard input ended where a line should be", ""));
      if (!line.isBlank()) {
        return line.strip();
      }
    }
  }
}
