package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on when files are sent: events with their fields, and exit codes. */
@InNamespace
@Timeout(300)
class ScriptsTest {
  @RegisterExtension static final ServeExtension server = new ServeExtension();

  @TempDir Path folder;

  private int homes;

  @Test
  void bothSidesTellWhatHappensInEventsWithTheirFields() throws IOException, InterruptedException {
    Path tree = Trees.folder(folder.resolve("caf\u00e9 \u4e16\u754c"), 3);
    Files.writeString(tree.resolve(".hidden"), "psst");
    Files.writeString(tree.resolve("run.sh"), "#!/bin/sh\n");
    Path big = Trees.file(folder.resolve("big.dat"), 8_000_000, 1);
    Path output = output();
    try (TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(tree, big));
        TerminalTaker taker = new TerminalTaker(home(), server.url(), output)) {
      SottoProcess send = giver.start();
      JsonNode invite = send.await("invite");
      assertThat(invite.path("code").asText()).isNotEmpty();
      assertThat(invite.path("link").asText()).contains("#");
      assertThat(invite.path("command").asText())
          .startsWith("sotto receive")
          .doesNotContain(invite.path("code").asText());
      taker.join(invite.path("code").asText());

      JsonNode offer = taker.process().await("offer");
      assertThat(offer.path("transfer").asText()).isNotEmpty();
      assertThat(flags(offer, ".hidden")).contains("hidden");
      assertThat(flags(offer, "run.sh")).contains("executable");
      assertThat(flags(offer, "big.dat")).isEmpty();
      JsonNode file;
      do {
        file = taker.process().await("file");
      } while (!file.path("name").asText().equals("big.dat"));
      assertThat(file.path("transfer")).isEqualTo(offer.path("transfer"));
      assertThat(file.path("path").asText()).isEqualTo(output.resolve("big.dat").toString());
      assertThat(file.path("size").asLong()).isEqualTo(8_000_000);
      assertThat(file.path("sha256").asText()).isEqualTo(Trees.sha256(big));
      JsonNode done = taker.process().await("done");
      assertThat(done.path("transfer")).isEqualTo(offer.path("transfer"));
      assertThat(done.path("files").asInt()).isEqualTo(6);
      assertThat(done.path("bytes").asLong()).isGreaterThan(8_000_000);
      giver.awaitTaken();
      assertThat(taker.process().awaitExit()).as(taker.process().errors()).isZero();

      assertThat(send.allOutput())
          .contains("\"event\":\"progress\"")
          .contains("\"event\":\"done\"");
      assertThat(taker.process().allOutput()).matches("[\\x20-\\x7e\\n]*");
      for (String line : taker.process().allOutput().lines().toList()) {
        if (line.contains("\"event\":\"progress\"")) {
          assertThat(line).contains("\"transfer\"", "\"bytes\"", "\"total\"", "\"rate\"");
        }
      }
      assertThat(Trees.visible(output)).isNotEmpty();
      assertThat(Trees.hashes(output).keySet()).noneMatch(path -> path.contains(".sotto"));
      assertThat(Files.isExecutable(output.resolve(tree.getFileName()).resolve("run.sh")))
          .isFalse();
    }
  }

  private static List<String> flags(JsonNode offer, String end) {
    JsonNode file =
        StreamSupport.stream(offer.path("files").spliterator(), false)
            .filter(each -> each.path("name").asText().endsWith(end))
            .findFirst()
            .orElseThrow(() -> new AssertionError(end + " in " + offer));
    List<String> flags = new ArrayList<>();
    file.path("flags").forEach(flag -> flags.add(flag.asText()));
    return flags;
  }

  @Test
  void whoIsDeclinedEndsWithThree() throws IOException, InterruptedException {
    try (TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(small()));
        TerminalParty chat =
            new TerminalParty(folder, "Chat " + homes++, "--server", server.url())) {
      chat.join(giver.invite());
      giver.process().await("connected");
      assertError(giver.process(), "refused", 3);
    }
  }

  @Test
  void aWrongCodeEndsBothWithFour() throws IOException, InterruptedException {
    try (TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(small()));
        TerminalTaker taker = new TerminalTaker(home(), server.url(), output())) {
      taker.join(Codes.wrong(giver.invite()));
      assertError(taker.process(), "auth", 4);
      assertError(giver.process(), "auth", 4);
    }
  }

  @Test
  void noServerIsFive() throws IOException, InterruptedException {
    try (TerminalGiver giver = new TerminalGiver(home(), "http://127.0.0.1:9", List.of(small()))) {
      assertError(giver.start(), "no-path", 5);
    }
  }

  @Test
  void aFullDiskIsEightAndSaysSo() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("too-big.dat"), 6_000_000, 2);
    Path place = Files.createDirectories(folder.resolve("small disk"));
    try (SmallDisk disk = SmallDisk.mount(place, "4m");
        TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(file))) {
      String code = giver.invite();
      try (SottoProcess taker =
          SottoProcess.startOnDisk(
              disk,
              "receive",
              "--json",
              "--yes",
              "--server",
              server.url(),
              "--config-dir",
              home().toString(),
              "--output",
              place.toString(),
              "--code-file",
              "-")) {
        taker.say(code);
        JsonNode error = taker.await("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("disk");
        assertThat(error.path("message").asText() + error.path("hint").asText())
            .containsAnyOf("space", "full", "room");
        assertThat(taker.awaitExit()).isEqualTo(8);
        giver.process().await("error");
        assertThat(giver.process().awaitExit()).isEqualTo(3);
      }
    }
  }

  @Test
  void aFileThatIsNotThereIsEightBeforeAnybodyIsInvited() throws IOException, InterruptedException {
    try (TerminalGiver giver =
        new TerminalGiver(home(), server.url(), List.of(folder.resolve("nowhere.txt")))) {
      SottoProcess send = giver.start();
      JsonNode error = send.await("error");
      assertThat(error.path("message").asText()).contains("nowhere.txt");
      assertThat(send.awaitExit()).isIn(2, 8);
      assertThat(send.allOutput()).doesNotContain("\"invite\"");
    }
  }

  @Test
  void nothingToSendIsTwo() throws IOException, InterruptedException {
    try (SottoProcess send = SottoProcess.start("send", "--json", "--server", server.url())) {
      assertThat(send.awaitExit()).isEqualTo(2);
    }
  }

  @Test
  void noAnswerWithoutATerminalIsTwoAndNothingIsWritten() throws IOException, InterruptedException {
    Path output = output();
    try (TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(small()));
        SottoProcess taker =
            SottoProcess.start(
                "receive",
                "--json",
                "--server",
                server.url(),
                "--config-dir",
                home().toString(),
                "--output",
                output.toString(),
                "--code-file",
                "-")) {
      taker.say(giver.invite());
      JsonNode error = taker.await("error");
      assertThat(error.path("hint").asText()).contains("--yes");
      assertThat(taker.awaitExit()).isIn(2, 3);
      assertThat(Trees.hashes(output)).isEmpty();
    }
  }

  @Test
  void controlCIsAHundredAndThirty() throws IOException, InterruptedException {
    try (TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(small()))) {
      giver.invite();
      giver.process().interrupt();
      assertThat(giver.process().awaitExit()).isEqualTo(130);
    }
  }

  @Test
  void whoOnlySendsTakesNothingAndBothSaySo() throws IOException, InterruptedException {
    try (TerminalGiver giver = new TerminalGiver(home(), server.url(), List.of(small()));
        TerminalGiver other = new TerminalGiver(home(), server.url(), List.of(small()))) {
      other.join(giver.invite());
      assertError(giver.process(), "refused", 3);
      other.process().await("error");
      assertThat(other.process().awaitExit()).isEqualTo(3);
    }
  }

  private static void assertError(SottoProcess process, String code, int exit)
      throws InterruptedException {
    JsonNode error = process.await("error");
    assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(process.awaitExit()).isEqualTo(exit);
  }

  private Path small() throws IOException {
    return Trees.file(folder.resolve("small.dat"), 1000, 3);
  }

  private Path output() throws IOException {
    return Files.createDirectories(folder.resolve("output " + homes++));
  }

  private Path home() {
    return folder.resolve("home " + homes++);
  }
}
