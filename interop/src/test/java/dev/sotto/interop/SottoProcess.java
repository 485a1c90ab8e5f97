package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.interop.lab.Namespace;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The program as people and scripts start it: the one jar, with arguments, streams and an exit
 * code. Standard output is read as JSON events, one a line.
 */
final class SottoProcess implements AutoCloseable {
  private static final Path JAR = Path.of("../cli/target/sotto.jar");
  private static final long PATIENCE_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private volatile String errors = "";

  private SottoProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter(UTF_8);
    pump("sotto-stdout", this::readEvents);
    pump("sotto-stderr", this::readErrors);
  }

  static SottoProcess start(String... arguments) throws IOException {
    return new SottoProcess(new ProcessBuilder(command(List.of(), List.of(arguments))).start());
  }

  /** Starts it on a host of the lab. */
  static SottoProcess startIn(Namespace where, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    return new SottoProcess(
        new ProcessBuilder(where.enter(command(jvmOptions, arguments))).start());
  }

  private static List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(arguments);
    return command;
  }

  private static void pump(String name, Runnable reading) {
    Thread thread = new Thread(reading, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void readEvents() {
    // The contract is pure ASCII: anything else is a failure of the test.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                process.getInputStream(),
                US_ASCII.newDecoder().onMalformedInput(CodingErrorAction.REPORT)))) {
      for (String line; (line = lines.readLine()) != null; ) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      events.add(JSON.createObjectNode().put("event", "unreadable").put("why", e.toString()));
    }
  }

  private void readErrors() {
    try (InputStream stream = process.getErrorStream()) {
      errors = new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      errors = e.toString();
    }
  }

  /** Waits for an event of a kind; those before it are passed over. */
  JsonNode await(String kind) throws InterruptedException {
    return awaitOneOf(List.of(kind));
  }

  /** Waits for an event of one of some kinds; those before it are passed over. */
  JsonNode awaitOneOf(List<String> kinds) throws InterruptedException {
    while (true) {
      JsonNode event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("%s within %d s; %s", kinds, PATIENCE_SECONDS, errors).isNotNull();
      assertThat(event.path("event").asText()).as(event.toString()).isNotEqualTo("unreadable");
      if (kinds.contains(event.path("event").asText())) {
        return event;
      }
    }
  }

  /** Waits for a session description, which is a line of its own without an event's name. */
  JsonNode awaitDescription() throws InterruptedException {
    JsonNode line = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (line != null && !line.has("sdp")) {
      line = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(line).as("a description within %d s; %s", PATIENCE_SECONDS, errors).isNotNull();
    return line;
  }

  void say(String line) throws IOException {
    input.write(line);
    input.write('\n');
    input.flush();
  }

  void endInput() throws IOException {
    input.close();
  }

  /** What Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  /** Ends it without a word, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int awaitExit() throws InterruptedException {
    return awaitExit(PATIENCE_SECONDS);
  }

  int awaitExit(long seconds) throws InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("ends within %d s", seconds).isTrue();
    return process.exitValue();
  }

  String errors() {
    return errors;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
