package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Redis of the test's own on a free port of loopback, that keeps nothing on disk. For one thread.
 */
final class RedisProcess implements AutoCloseable {
  /** Where Debian puts it. */
  static final Path PROGRAM = Path.of("/usr/bin/redis-server");

  private static final long PATIENCE_SECONDS = 30;

  private final Path directory;
  private final List<String> command;
  private final int port;
  private Process process;

  private RedisProcess(Path directory, List<String> command, int port) throws Exception {
    this.directory = directory;
    this.command = command;
    this.port = port;
    this.process = launch();
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param directory of its own, for its files
   * @param options further ones, as in its configuration, behind two hyphens
   */
  static RedisProcess start(Path directory, String... options) throws Exception {
    int port = freePort();
    return start(directory, port, List.of("--port", Integer.toString(port)), options);
  }

  /** The same, speaking TLS only. */
  static RedisProcess startSecure(Path directory, Path certificate, Path key) throws Exception {
    int port = freePort();
    return start(
        directory,
        port,
        List.of("--port", "0", "--tls-port", Integer.toString(port)),
        "--tls-cert-file",
        certificate.toString(),
        "--tls-key-file",
        key.toString(),
        "--tls-auth-clients",
        "no");
  }

  private static RedisProcess start(
      Path directory, int port, List<String> listening, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--bind", "127.0.0.1"));
    command.addAll(listening);
    command.addAll(
        List.of("--save", "", "--appendonly", "no", "--dir", directory.toString(), "--databases"));
    command.add("4");
    command.addAll(List.of(options));
    return new RedisProcess(directory, command, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Process launch() throws Exception {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    // The namespace lives as long as anything in it, even when the tests are broken off.
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
    while (!accepts()) {
      if (started.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("Redis ended:\n" + Files.readString(directory.resolve("log")));
      }
    }
    return started;
  }

  private boolean accepts() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false; // Not yet.
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Runs one command and returns what came back up to the end of a line, for errors and counts. */
  String ask(String... words) throws Exception {
    List<String> asking =
        new ArrayList<>(List.of("/usr/bin/redis-cli", "-p", Integer.toString(port)));
    asking.addAll(List.of(words));
    Process client = new ProcessBuilder(asking).redirectErrorStream(true).start();
    client.getOutputStream().close();
    try (InputStream answer = client.getInputStream()) {
      String text = new String(answer.readAllBytes(), UTF_8).strip();
      client.waitFor();
      return text;
    }
  }

  /** Ends it, and with it all that it knew. */
  void stop() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Starts it again, empty, at the same port. */
  void startAgain() throws Exception {
    process = launch();
  }

  @Override
  public void close() {
    stop();
  }
}
