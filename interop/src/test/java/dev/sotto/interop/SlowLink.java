package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Loopback is as slow as a link between two houses as long as this is open, so that something can
 * happen in the middle of a file.
 */
final class SlowLink implements AutoCloseable {
  SlowLink(int megabitsPerSecond) throws IOException {
    tc("add", "tbf", "rate", megabitsPerSecond + "mbit", "burst", "200kb", "latency", "50ms");
  }

  @Override
  public void close() {
    try {
      tc("del");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void tc(String verb, String... rest) throws IOException {
    List<String> command = new ArrayList<>(List.of("tc", "qdisc", verb, "dev", "lo", "root"));
    command.addAll(List.of(rest));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(printed).isZero();
  }
}
