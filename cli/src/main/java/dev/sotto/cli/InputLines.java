package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The lines of standard input, read one at a time and only when asked for, so that what nobody can
 * take yet waits in the pipe and not in memory. Reading cannot be interrupted, so it has a thread
 * that does not keep the process alive.
 */
final class InputLines implements Lines {
  private static final int MAX_CHARACTERS = 1 << 20;

  private final BufferedReader reader;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "sotto-input");
            daemon.setDaemon(true);
            return daemon;
          });

  InputLines(Terminal terminal) {
    reader = new BufferedReader(new InputStreamReader(terminal.input(), terminal.charset()));
  }

  @Override
  public CompletableFuture<Optional<String>> next() {
    return CompletableFuture.supplyAsync(this::read, thread);
  }

  private Optional<String> read() {
    StringBuilder line = new StringBuilder();
    try {
      for (int character = reader.read(); character != '\n'; character = reader.read()) {
        if (character < 0) {
          return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
        }
        if (line.length() == MAX_CHARACTERS) {
          throw new Failure(
              Kind.USAGE, "a line of standard input is longer than " + MAX_CHARACTERS, "");
        }
        line.append((char) character);
      }
    } catch (IOException e) {
      throw new Failure(Kind.DISK, "cannot read standard input: " + e.getMessage(), "");
    }
    int end = line.length() - 1;
    if (end >= 0 && line.charAt(end) == '\r') {
      line.setLength(end);
    }
    return Optional.of(line.toString());
  }
}
