package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that was large enough when the file was accepted, and is full before all of it is there.
 */
@InNamespace
@Tag("long")
@Timeout(300)
class FullDiskTest {
  private static final long SIZE = 12_000_000;

  @TempDir Path folder;

  @Test
  void whatHasArrivedIsKeptAndGoesOnWhenThereIsRoomAgain()
      throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("big.dat"), SIZE, 1);
    try (SottoProcess serve = SottoProcess.start("serve", "--json", "--port", "0");
        SmallDisk disk = SmallDisk.mount(Files.createDirectories(folder.resolve("disk")), "20m")) {
      String server = serve.await("listening").path("url").asText();
      try (SlowLink link = new SlowLink(10);
          TerminalGiver giver = giver(server, file);
          SottoProcess taker = taker(server, disk, giver.invite())) {
        assertThat(link).isNotNull();
        awaitPart(taker);
        disk.fill();
        JsonNode error = taker.await("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("disk");
        assertThat(error.path("message").asText()).contains("no room");
        assertThat(taker.awaitExit()).isEqualTo(8);
        // Of its only file the sender may hear before it hears that the transfer is given up.
        assertThat(giver.process().await("error").path("code").asText()).isIn("disk", "refused");
        assertThat(giver.process().awaitExit()).isIn(8, 3);
      }
      assertThat(Trees.visible(disk.fromOutside())).containsOnlyKeys("filler");
      disk.makeRoom();
      try (TerminalGiver giver = giver(server, file);
          SottoProcess taker = taker(server, disk, giver.invite())) {
        JsonNode first = taker.await("progress");
        assertThat(first.path("bytes").asLong())
            .as("it begins where it was: %s", first)
            .isGreaterThan(SIZE / 5);
        giver.awaitTaken();
        assertThat(taker.awaitExit()).isZero();
      }
      assertThat(Trees.visible(disk.fromOutside()))
          .isEqualTo(Map.of("big.dat", Trees.sha256(file)));
    }
  }

  private static void awaitPart(SottoProcess taker) throws InterruptedException {
    long bytes;
    do {
      bytes = taker.await("progress").path("bytes").asLong();
    } while (bytes < SIZE * 2 / 5);
    assertThat(bytes).isLessThan(SIZE);
  }

  private TerminalGiver giver(String server, Path file) {
    return new TerminalGiver(folder.resolve("giver"), server, List.of(file));
  }

  private SottoProcess taker(String server, SmallDisk disk, String code) throws IOException {
    SottoProcess taker =
        SottoProcess.startOnDisk(
            disk,
            "receive",
            "--json",
            "--yes",
            "--server",
            server,
            "--config-dir",
            folder.resolve("taker").toString(),
            "--output",
            disk.directory().toString(),
            "--code-file",
            "-");
    taker.say(code);
    return taker;
  }
}
