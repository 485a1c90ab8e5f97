package dev.sotto.interop.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link Prober} in a namespace. For one thread. */
final class Probe implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Probe(Process process) {
    this.process = process;
    this.input = process.outputWriter(UTF_8);
  }

  /**
   * A datagram that arrived.
   *
   * @param socket the name of the socket that it came to
   * @param address from where
   * @param port from which port
   * @param text what it says
   */
  record Got(String socket, String address, int port, String text) {}

  static Probe start(Namespace where) throws IOException {
    String classes =
        Path.of(Prober.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            Prober.class.getName());
    Probe probe =
        new Probe(
            new ProcessBuilder(where.enter(java))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    Thread reader = new Thread(probe::read, "probe");
    reader.setDaemon(true);
    reader.start();
    return probe;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      for (String line; (line = reader.readLine()) != null; ) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("ended: " + e);
    }
  }

  /** Opens a socket and says its port. */
  int open(String name, String address, int port) throws IOException, InterruptedException {
    tell("open " + name + " " + address + " " + port);
    return Integer.parseInt(next().split(" ", 3)[2]);
  }

  void send(String socket, String address, int port, String text) throws IOException {
    tell("send " + socket + " " + address + " " + port + " " + text);
  }

  /** Whether a TCP connection can be opened. */
  boolean connects(String address, int port) throws IOException, InterruptedException {
    tell("connect tcp " + address + " " + port);
    return next().endsWith("true");
  }

  /** The next datagram that arrives. */
  Got receive() throws InterruptedException {
    return parse(next());
  }

  /** The next datagram that arrives at a socket; what arrives at others is passed over. */
  Got receiveAt(String socket) throws InterruptedException {
    String line = next();
    while (!line.startsWith("got " + socket + " ")) {
      line = next();
    }
    return parse(line);
  }

  private static Got parse(String line) {
    String[] words = line.split(" ", 5);
    return new Got(words[1], words[2], Integer.parseInt(words[3]), words[4]);
  }

  private String next() throws InterruptedException {
    @Nullable String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("nothing within " + PATIENCE_SECONDS + " s");
    }
    return line;
  }

  private void tell(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
