package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.interop.lab.NeedsLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What ends a transfer in the middle, a process that is killed or a path that dies, costs little:
 * it goes on where it was, by itself or by the next code.
 */
@InNamespace
@NeedsLab
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeTest {
  private static final long SIZE = 24_000_000;
  private static final int MEGABITS = 60;

  @TempDir Path folder;

  private SottoProcess serve;
  private String server;
  private Path file;
  private int outputs;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    serve = SottoProcess.start("serve", "--json", "--port", "0");
    server = serve.await("listening").path("url").asText();
  }

  @BeforeEach
  void write() throws IOException {
    file = Trees.file(folder.resolve("from/big.dat"), SIZE, 4711);
  }

  @AfterAll
  void stop() {
    serve.close();
  }

  @Test
  void aReceiverThatWasKilledGoesOnWithANewCode() throws IOException, InterruptedException {
    Path output = output();
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = giver();
        TerminalTaker taker = taker(output)) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      awaitPart(taker.process());
      taker.process().kill();
      assertThat(Trees.visible(output)).as("nothing half is in its place").isEmpty();
      giver.process().await("reconnecting");
    }
    goesOn(output);
  }

  @Tag("long")
  @Test
  void aSenderThatWasKilledGoesOnWithANewCode() throws IOException, InterruptedException {
    Path output = output();
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = giver();
        TerminalTaker taker = taker(output)) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      awaitPart(taker.process());
      giver.process().kill();
      taker.process().await("reconnecting");
      assertThat(Trees.visible(output)).as("nothing half is in its place").isEmpty();
    }
    goesOn(output);
  }

  @Test
  void whatWasInterruptedByItsUserGoesOnWithANewCode() throws IOException, InterruptedException {
    Path output = output();
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = giver();
        TerminalTaker taker = taker(output)) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      awaitPart(taker.process());
      taker.process().interrupt();
      assertThat(taker.process().awaitExit()).isEqualTo(130);
      giver.process().await("error");
      assertThat(giver.process().awaitExit()).isIn(3, 6);
    }
    goesOn(output);
  }

  @Test
  void whoeverElseComesStartsAnew() throws IOException, InterruptedException {
    Path output = output();
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = giver();
        TerminalTaker taker = taker(output)) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      awaitPart(taker.process());
      taker.process().kill();
    }
    try (TerminalGiver stranger =
            new TerminalGiver(folder.resolve("stranger"), server, List.of(file));
        TerminalTaker taker = taker(output)) {
      taker.join(stranger.invite());
      JsonNode progress = stranger.process().await("progress");
      assertThat(progress.path("bytes").asLong()).isLessThan(SIZE / 5);
      stranger.awaitTaken();
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
    }
  }

  @Test
  void aConnectionThatWasCutGoesOnByItself() throws IOException, InterruptedException {
    Path output = output();
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = giver();
        TerminalTaker taker = taker(output)) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      awaitPart(taker.process());
      try (CutOff cut = new CutOff()) {
        assertThat(cut).isNotNull();
        taker.process().await("reconnecting");
      }
      giver.awaitTaken();
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
    }
  }

  private void goesOn(Path output) throws IOException, InterruptedException {
    try (TerminalGiver giver = giver();
        TerminalTaker taker = taker(output)) {
      taker.join(giver.invite());
      JsonNode first = taker.process().await("progress");
      assertThat(first.path("bytes").asLong())
          .as("it begins where it was: %s", first)
          .isGreaterThan(SIZE / 5);
      giver.awaitTaken();
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
    }
  }

  /** Waits until two fifths of it have come, and are on the disk as far as anybody knows. */
  private static void awaitPart(SottoProcess process) throws InterruptedException {
    long bytes;
    do {
      bytes = process.await("progress").path("bytes").asLong();
    } while (bytes < SIZE * 2 / 5);
    assertThat(bytes).isLessThan(SIZE);
  }

  private Path output() throws IOException {
    return Files.createDirectories(folder.resolve("output " + outputs++));
  }

  private TerminalGiver giver() {
    return new TerminalGiver(folder.resolve("giver"), server, List.of(file));
  }

  private TerminalTaker taker(Path output) {
    return new TerminalTaker(folder.resolve("taker"), server, output);
  }
}
