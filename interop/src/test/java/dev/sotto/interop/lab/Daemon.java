package dev.sotto.interop.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs in a namespace until it is stopped, or we are gone, however that happens. For
 * one thread.
 */
final class Daemon implements AutoCloseable {
  /** Stays between us and the program, and ends it when our end of its input is closed. */
  private static final String LEASH =
      "\"$@\" </dev/null & exec >&- 2>&-; read -r nothing; kill $!; wait $!";

  private static final long PATIENCE_SECONDS = 90;
  private static final String END = "(ended)";

  private final Process leash;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Daemon(Process leash) {
    this.leash = leash;
  }

  /**
   * Starts a program.
   *
   * @param where the namespace
   * @param command the program and its arguments
   * @return the running program
   */
  static Daemon start(Namespace where, List<String> command) {
    List<String> leashed = new ArrayList<>(List.of("sh", "-c", LEASH, "leash"));
    leashed.addAll(where.enter(command));
    try {
      Daemon daemon = new Daemon(new ProcessBuilder(leashed).redirectErrorStream(true).start());
      Thread reader = new Thread(daemon::read, command.get(0));
      reader.setDaemon(true);
      reader.start();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it prints a line; those before it are passed over. Stops it when it does not.
   *
   * @param part what is in the line
   * @return this
   * @throws IllegalStateException when it ends before, or nothing comes
   */
  Daemon awaitLine(String part) {
    List<String> seen = new ArrayList<>();
    try {
      @Nullable String line;
      do {
        line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        seen.add(String.valueOf(line));
      } while (line != null && !line.equals(END) && !line.contains(part));
      if (line == null || line.equals(END)) {
        close();
        throw new IllegalStateException("no " + part + " but:\n" + String.join("\n", seen));
      }
      return this;
    } catch (InterruptedException e) {
      close();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (BufferedReader reader = leash.inputReader(UTF_8)) {
      for (String line; (line = reader.readLine()) != null; ) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
    lines.add(END);
  }

  @Override
  public void close() {
    try {
      leash.outputWriter().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    leash.onExit().join();
  }
}
