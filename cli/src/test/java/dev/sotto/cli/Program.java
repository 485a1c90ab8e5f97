package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** {@code sotto} as scripts run it: a process of its own, with pipes for its streams. */
final class Program implements AutoCloseable {
  /** A guard against a hang, not a measurement. */
  private static final long PATIENCE_SECONDS = 180;

  /** No line, as it holds a line break. */
  private static final String END = "\n";

  private final Process process;
  private final boolean json;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final Thread errorReader;

  private Program(Process process, boolean json) {
    this.process = process;
    this.json = json;
    reader(process.getInputStream(), output::add, () -> output.add(END), "output");
    this.errorReader = reader(process.getErrorStream(), this::note, () -> {}, "errors");
  }

  /** Starts {@code sotto} with these arguments, and pipes for its streams. */
  static Program start(String... arguments) throws IOException {
    return new Program(
        new ProcessBuilder(command(arguments)).start(), List.of(arguments).contains("--json"));
  }

  /** Starts {@code sotto} with these arguments, on a terminal: whatever it writes is output. */
  static Program onTerminal(String... arguments) throws IOException {
    String line =
        command(arguments).stream()
            .map(argument -> "'" + argument + "'")
            .collect(Collectors.joining(" "));
    List<String> command =
        List.of("script", "-qfec", "stty cols 120 rows 40; " + line, "/dev/null");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TERM", "xterm");
    builder.environment().put("SHELL", "/bin/sh");
    return new Program(builder.start(), false);
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    // A shell without job control, as in many a CI, starts children deaf to Ctrl-C.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Enters a line. */
  void type(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(UTF_8));
    input.flush();
  }

  /** Presses keys. */
  void press(String keys) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write(keys.getBytes(UTF_8));
    input.flush();
  }

  /** Ends standard input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Takes the next line of standard output. */
  String line() throws InterruptedException {
    String line = output.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null || line.equals(END)) {
      throw new AssertionError("no further line after " + seen + "; errors: " + errors);
    }
    seen.add(line);
    assertThat(line).as("with --json it is ASCII").matches(it -> !json || isAscii(it));
    return line;
  }

  /** Takes lines of standard output up to one that contains this. */
  void awaitLine(String text) throws InterruptedException {
    String line;
    do {
      line = line();
    } while (!line.contains(text));
  }

  /** What else it wrote to standard output, once it has ended. */
  String rest() throws InterruptedException {
    StringBuilder rest = new StringBuilder();
    for (String line = output.take(); !line.equals(END); line = output.take()) {
      rest.append(line).append(END);
    }
    return rest.toString();
  }

  /** Takes lines of standard output up to an event of this name. */
  JsonNode event(String name) throws InterruptedException, JsonProcessingException {
    while (true) {
      JsonNode event = new JsonMapper().readTree(line());
      if (event.path("event").asText().equals(name)) {
        return event;
      }
    }
  }

  /** Waits for a line of standard error that contains this. */
  void awaitNote(String text) throws InterruptedException {
    String note;
    do {
      note = notes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(note).as("'%s' is not among %s", text, errors).isNotNull();
    } while (!String.valueOf(note).contains(text));
  }

  /** Presses Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends: " + seen).isTrue();
    errorReader.join();
    return process.exitValue();
  }

  /** What it wrote to standard error; all of it once it has ended. */
  String errors() {
    return String.join("\n", errors);
  }

  /** Ends it without a chance to say goodbye. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  private static boolean isAscii(String line) {
    return line.chars().allMatch(character -> character < 0x7F);
  }

  private void note(String line) {
    errors.add(line);
    notes.add(line);
  }

  private static Thread reader(
      InputStream stream, Consumer<String> lines, Runnable end, String name) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                for (String line; (line = reader.readLine()) != null; ) {
                  lines.accept(line);
                }
              } catch (IOException e) {
                if (!"Stream closed".equals(e.getMessage())) {
                  throw new UncheckedIOException(e);
                }
              } finally {
                end.run();
              }
            },
            "program-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
