package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code sotto pipe --json}: data on its standard streams, so its events are on standard error. */
final class PipeProcess implements AutoCloseable {
  private static final Path JAR = Path.of("../cli/target/sotto.jar");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();

  private PipeProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readErrors, "pipe-stderr");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param input where its standard input comes from: a file or {@link Redirect#PIPE}
   * @param output where its standard output goes to
   */
  static PipeProcess start(Redirect input, Redirect output, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-jar", JAR.toString(), "pipe", "--json"));
    command.addAll(List.of(arguments));
    return new PipeProcess(
        new ProcessBuilder(command).redirectInput(input).redirectOutput(output).start());
  }

  private void readErrors() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        errors.add(line);
        if (line.startsWith("{")) {
          events.add(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      errors.add(e.toString());
    }
  }

  /** Waits for an event of a kind; those before it are passed over. */
  JsonNode await(String kind) throws InterruptedException {
    JsonNode event;
    do {
      event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("%s within %d s; %s", kind, Patience.SECONDS, errors()).isNotNull();
    } while (!event.path("event").asText().equals(kind));
    return event;
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  InputStream output() {
    return process.getInputStream();
  }

  /** The memory that it has at this moment, in bytes. */
  long memory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS");
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as(errors()).isTrue();
    return process.exitValue();
  }

  /** The same for what is expected to take long. */
  int awaitExit(long seconds) throws InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(errors()).isTrue();
    return process.exitValue();
  }

  /** What Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  String errors() {
    return String.join("\n", errors);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
