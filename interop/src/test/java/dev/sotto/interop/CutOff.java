package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Nothing passes in the namespace of the tests, not even on loopback, as long as this is open. */
final class CutOff implements AutoCloseable {
  CutOff() throws IOException {
    nft("table inet sotto_cut {\nchain out {\ntype filter hook output priority 0; drop\n}\n}");
  }

  @Override
  public void close() {
    try {
      nft("delete table inet sotto_cut");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void nft(String rules) throws IOException {
    Process process = new ProcessBuilder("nft", rules).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(printed).isZero();
  }
}
