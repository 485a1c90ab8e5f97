package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code sotto demo --json}, a process of its own as its user has it. */
final class DemoProcess implements AutoCloseable {

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  DemoProcess() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    "env",
                    "--default-signal=INT",
                    System.getProperty("java.home") + "/bin/java",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.sotto.cli.Main",
                    "demo",
                    "--json"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread reader = new Thread(this::read, "demo-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Takes events up to one of this name. */
  JsonNode event(String name) throws IOException, InterruptedException {
    while (true) {
      String line = lines.poll(Patience.SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no event " + name);
      }
      JsonNode event = new JsonMapper().readTree(line);
      if (event.path("event").asText().equals(name)) {
        return event;
      }
    }
  }

  void type(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(UTF_8));
    input.flush();
  }

  /** Presses Ctrl-C and waits for the exit code. */
  int interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    return process.onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join().exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line; (line = reader.readLine()) != null; ) {
        lines.add(line);
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
