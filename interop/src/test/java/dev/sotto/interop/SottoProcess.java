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
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The program as people and scripts start it: the one jar, with arguments, streams and an exit
 * code. Standard output is read as JSON events, one a line.
 */
final class SottoProcess implements AutoCloseable {
  private static final Path JAR = Path.of("../cli/target/sotto.jar");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two fifths of the processor time of a short run go into code that only a long one repays. */
  private static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1");

  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final Thread outputReader;
  private final Thread errorReader;

  private SottoProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter(UTF_8);
    outputReader = pump("sotto-stdout", this::readEvents);
    errorReader = pump("sotto-stderr", this::readErrors);
  }

  /** Starts it for a conversation. */
  static SottoProcess start(String... arguments) throws IOException {
    return new SottoProcess(new ProcessBuilder(command(BRIEF, List.of(arguments))).start());
  }

  /** Starts it for large files. */
  static SottoProcess startForFiles(String... arguments) throws IOException {
    return new SottoProcess(new ProcessBuilder(command(List.of(), List.of(arguments))).start());
  }

  /** Starts it with more in its environment than we have in ours. */
  static SottoProcess startWith(Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder program = new ProcessBuilder(command(BRIEF, List.of(arguments)));
    program.environment().putAll(environment);
    return new SottoProcess(program.start());
  }

  /** Starts it on a host of the lab. */
  static SottoProcess startIn(Namespace where, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    List<String> options = new ArrayList<>(BRIEF);
    options.addAll(jvmOptions);
    return new SottoProcess(new ProcessBuilder(where.enter(command(options, arguments))).start());
  }

  /** Starts it where a small disk is. */
  static SottoProcess startOnDisk(SmallDisk disk, String... arguments) throws IOException {
    return new SottoProcess(
        new ProcessBuilder(disk.enter(command(List.of(), List.of(arguments)))).start());
  }

  /** What a command line of it begins with. */
  static List<String> program() {
    return command(BRIEF, List.of());
  }

  private static List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(JAR.toAbsolutePath().toString());
    command.addAll(arguments);
    return command;
  }

  private static Thread pump(String name, Runnable reading) {
    Thread thread = new Thread(reading, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void readEvents() {
    // The contract is pure ASCII: anything else is a failure of the test.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                process.getInputStream(),
                US_ASCII.newDecoder().onMalformedInput(CodingErrorAction.REPORT)))) {
      for (String line; (line = lines.readLine()) != null; ) {
        output.add(line);
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      events.add(JSON.createObjectNode().put("event", "unreadable").put("why", e.toString()));
    }
  }

  private void readErrors() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        errors.add(line);
        notes.add(line);
      }
    } catch (IOException e) {
      errors.add(e.toString());
    }
  }

  /** Waits for an event of a kind; those before it are passed over. */
  JsonNode await(String kind) throws InterruptedException {
    return awaitOneOf(List.of(kind));
  }

  /** Waits for an event of one of some kinds; those before it are passed over. */
  JsonNode awaitOneOf(List<String> kinds) throws InterruptedException {
    while (true) {
      JsonNode event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(event)
          .as("%s within %d s; %s; %s", kinds, Patience.SECONDS, errors(), output)
          .isNotNull();
      assertThat(event.path("event").asText()).as(event.toString()).isNotEqualTo("unreadable");
      if (kinds.contains(event.path("event").asText())) {
        return event;
      }
    }
  }

  /** Waits for a session description, which is a line of its own without an event's name. */
  JsonNode awaitDescription() throws InterruptedException {
    JsonNode line = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
    while (line != null && !line.has("sdp")) {
      line = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }
    assertThat(line).as("a description within %d s; %s", Patience.SECONDS, errors()).isNotNull();
    return line;
  }

  /** Waits for a line of standard error; those before it are passed over. */
  String awaitNote(String start) throws InterruptedException {
    String note = notes.poll(Patience.SECONDS, TimeUnit.SECONDS);
    while (note != null && !note.startsWith(start)) {
      note = notes.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }
    assertThat(note).as("%s within %d s; %s", start, Patience.SECONDS, errors()).isNotNull();
    return note;
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
    return awaitExit(Patience.SECONDS);
  }

  int awaitExit(long seconds) throws InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("ends within %d s", seconds).isTrue();
    return process.exitValue();
  }

  String errors() {
    return String.join("\n", errors);
  }

  /** All that it wrote to standard error; waits until that is closed. */
  String allErrors() throws InterruptedException {
    errorReader.join();
    return errors();
  }

  /** All that it wrote to standard output; waits until that is closed. */
  String allOutput() throws InterruptedException {
    outputReader.join();
    return String.join("\n", output);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
