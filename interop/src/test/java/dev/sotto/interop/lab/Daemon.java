package dev.sotto.interop.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program that runs in a namespace until it is stopped, or we are gone, however that happens. */
final class Daemon implements AutoCloseable {
  /** Stays between us and the program, and ends it when our end of its input is closed. */
  private static final String LEASH =
      "\"$@\" </dev/null & exec >&- 2>&-; read -r nothing; kill $!; wait $!";

  private static final long PATIENCE_SECONDS = 20;

  private final Process leash;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private Daemon(Process leash) {
    this.leash = leash;
  }

  /**
   * Starts a program and waits until it says that it is ready.
   *
   * @param where the namespace
   * @param readyLine what is in the line that it prints when it is
   * @param command the program and its arguments
   * @return the running program
   */
  static Daemon start(Namespace where, String readyLine, List<String> command) {
    List<String> leashed = new ArrayList<>(List.of("sh", "-c", LEASH, "leash"));
    leashed.addAll(where.enter(command));
    try {
      Daemon daemon = new Daemon(new ProcessBuilder(leashed).redirectErrorStream(true).start());
      Thread reader = new Thread(() -> daemon.read(readyLine), command.get(0));
      reader.setDaemon(true);
      reader.start();
      daemon.awaitReady();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    try {
      ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      close();
      throw new IllegalStateException("not ready:\n" + String.join("\n", log), e);
    }
  }

  private void read(String readyLine) {
    try (BufferedReader lines = leash.inputReader(UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (!ready.isDone()) {
          log.add(line);
          if (line.contains(readyLine)) {
            ready.complete(null);
          }
        }
      }
      ready.completeExceptionally(new IllegalStateException("ended too soon"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
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
