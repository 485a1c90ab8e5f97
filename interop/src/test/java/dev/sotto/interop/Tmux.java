package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A terminal with a program in it: a tmux of its own, on a socket of its own, without anybody's
 * settings. What the program writes is kept as it is, and each piece of it is an event after which
 * the screen is looked at: nothing here waits for time to pass.
 */
final class Tmux implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/tmux");

  private static final String ENDED = "[exit ";

  private final Path directory;
  private final Path socket;
  private final Object lock = new Object();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long changes;

  private Tmux(Path directory) {
    this.directory = directory;
    this.socket = directory.resolve("tmux");
  }

  /**
   * Starts a program in a terminal.
   *
   * @param directory an empty one, for the socket
   * @param environment what the program finds in its environment beside ours
   * @param command the program and its arguments
   */
  static Tmux start(
      Path directory, int columns, int rows, Map<String, String> environment, List<String> command)
      throws IOException {
    Tmux tmux = new Tmux(Files.createDirectories(directory));
    Path output = directory.resolve("output");
    run(List.of("mkfifo", output.toString()));
    // Waits until its output is watched; at the end it says how it ended, and stays to be looked
    // at.
    StringBuilder script = new StringBuilder("read -r go; stty echo; ");
    environment.forEach(
        (name, value) -> script.append("export ").append(name + "=" + quoted(value)).append("; "));
    command.forEach(word -> script.append(quoted(word)).append(' '));
    script.append("; echo \"" + ENDED + "$?]\"; read -r end");
    tmux.tell(
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        "stty -echo; " + script);
    Thread reader = new Thread(() -> tmux.read(output), "tmux-output");
    reader.setDaemon(true);
    reader.start();
    tmux.tell("pipe-pane", "cat >" + quoted(output.toString()));
    tmux.key("Enter");
    return tmux;
  }

  private void read(Path output) {
    try (InputStream in = Files.newInputStream(output)) {
      byte[] piece = new byte[8192];
      for (int read; (read = in.read(piece)) >= 0; ) {
        synchronized (lock) {
          written.write(piece, 0, read);
          changes++;
          lock.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types text, as a keyboard would. */
  void type(String text) throws IOException {
    tell("send-keys", "-l", text);
  }

  /** Presses a key by tmux's name of it, such as {@code Enter} or {@code C-c}. */
  void key(String name) throws IOException {
    tell("send-keys", name);
  }

  /** Types a line and presses Enter. */
  void say(String line) throws IOException {
    type(line);
    key("Enter");
  }

  void resize(int columns, int rows) throws IOException {
    tell("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** What stands on the screen now, line by line, without blanks at the ends of lines. */
  List<String> screen() throws IOException {
    return tell("capture-pane", "-p").lines().toList();
  }

  /** The whole conversation, what has scrolled away included; broken lines are put together. */
  String history() throws IOException {
    return tell("capture-pane", "-p", "-J", "-S", "-");
  }

  /** The same with the colours. */
  String coloured() throws IOException {
    return tell("capture-pane", "-p", "-e", "-J", "-S", "-");
  }

  /** All bytes that the program wrote to the terminal, each as the character of its number. */
  String raw() {
    synchronized (lock) {
      return written.toString(ISO_8859_1);
    }
  }

  /** The same as text. */
  String rawText() {
    synchronized (lock) {
      return written.toString(UTF_8);
    }
  }

  /** Where the cursor is: its column and row from 0. */
  String cursor() throws IOException {
    return tell("display-message", "-p", "#{cursor_x},#{cursor_y}").strip();
  }

  /** Waits until something stands in the conversation. */
  String await(String text) throws IOException, InterruptedException {
    return await(text, shown -> shown.contains(text));
  }

  /** Waits until the conversation is as it should be, and gives it. */
  String await(String what, Predicate<String> right) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    while (true) {
      long seen = changes();
      String shown = history();
      if (right.test(shown)) {
        return shown;
      }
      assertThat(shown).as("it has ended before %s", what).doesNotContain(ENDED);
      synchronized (lock) {
        while (changes == seen) {
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          assertThat(left).as("%s within %d s in:%n%s", what, Patience.SECONDS, shown).isPositive();
          lock.wait(left);
        }
      }
    }
  }

  private long changes() {
    synchronized (lock) {
      return changes;
    }
  }

  /** Waits until the program has ended. */
  int awaitExit() throws IOException, InterruptedException {
    String shown = await("its end", history -> history.contains(ENDED));
    int from = shown.lastIndexOf(ENDED) + ENDED.length();
    return Integer.parseInt(shown.substring(from, shown.indexOf(']', from)));
  }

  private String tell(String... command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(PROGRAM.toString(), "-u", "-S", socket.toString(), "-f", "/dev/null"));
    all.addAll(List.of(command));
    return run(all);
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as("%s: %s", command, printed).isZero();
    return printed;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Ends the server of this terminal, and with it the program. */
  @Override
  public void close() {
    try {
      tell("kill-server");
      Files.deleteIfExists(directory.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
