package dev.sotto.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Which of the streams of the process are terminals. Java tells it of standard input and output
 * together only, so the shell is asked.
 *
 * @param input whether standard input is one
 * @param output whether standard output is one
 * @param notes whether standard error is one
 */
record StandardStreams(boolean input, boolean output, boolean notes) {
  /** None of them. */
  static final StandardStreams NO_TERMINALS = new StandardStreams(false, false, false);

  private static final int PATIENCE_SECONDS = 2;
  private static final int MOST = 7;
  private static final String QUESTION =
      "s=0; test -t 0 && s=$((s+1)); test -t 1 && s=$((s+2)); test -t 2 && s=$((s+4)); exit $s";

  /**
   * Asks.
   *
   * @param otherwise the answer where there is no shell
   */
  static StandardStreams ofProcess(StandardStreams otherwise) {
    try {
      Process shell = new ProcessBuilder("sh", "-c", QUESTION).inheritIO().start();
      if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
        return otherwise;
      }
      int answer = shell.exitValue();
      return answer > MOST
          ? otherwise
          : new StandardStreams((answer & 1) != 0, (answer & 2) != 0, (answer & 4) != 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    } catch (IOException e) {
      // No shell, as on Windows.
      return otherwise;
    }
  }
}
