package dev.sotto.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the libraries log: nothing. ICE and HTTP libraries say much that only their authors
 * understand, addresses of peers among it. With {@code --verbose} our own packages are heard.
 */
final class Logging {
  private static final String OURS = "dev.sotto";

  private Logging() {}

  /**
   * Silences the JDK's logging, unless whoever started the JVM configured it.
   *
   * @param terminal where our own packages are heard
   * @param verbose whether they are
   */
  static void configure(Terminal terminal, boolean verbose) {
    if (System.getProperty("java.util.logging.config.file") != null
        || System.getProperty("java.util.logging.config.class") != null) {
      return;
    }
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(verbose ? Level.FINE : Level.OFF);
    if (verbose) {
      root.addHandler(new Notes(terminal));
    }
  }

  /** Writes records to standard error, a line each. */
  private static final class Notes extends Handler {
    private final Terminal terminal;

    Notes(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void publish(LogRecord entry) {
      String name = String.valueOf(entry.getLoggerName());
      if (name.equals(OURS) || name.startsWith(OURS + ".")) {
        terminal.note(
            "sotto: log: " + name + ": " + PeerText.line(String.valueOf(entry.getMessage())));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
