package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two terminals that meet without a server: straight, and by lines that people carry. */
@InNamespace
@Timeout(300)
class ServerlessChatTest {
  private static final String HERE = "127.0.0.1:0";

  @TempDir Path folder;

  @Test
  void oneGoesStraightToTheOther() throws IOException, InterruptedException {
    try (TerminalParty alice = new TerminalParty(folder, "Alice", "--listen", HERE)) {
      JsonNode invite = alice.start().await("invite");
      assertThat(invite.path("code").asText()).startsWith("0-");
      try (TerminalParty bob = caller("Bob", invite)) {
        bob.join(invite.path("code").asText());
        talk(alice, bob);
      }
    }
  }

  @Test
  void theFirstWrongCodeKillsTheRightOne() throws IOException, InterruptedException {
    try (TerminalParty alice = new TerminalParty(folder, "Alice", "--listen", HERE)) {
      JsonNode invite = alice.start().await("invite");
      try (TerminalParty mallory = caller("Mallory", invite)) {
        mallory.join(Codes.wrong(invite.path("code").asText()));
        mallory.awaitWrongCode();
        alice.awaitGuess();
      }
      try (TerminalParty bob = caller("Bob", invite)) {
        bob.join(invite.path("code").asText());
        bob.awaitEnd("no-path", "", 5);
      }
    }
  }

  @Test
  void peopleCarryALineEachWay() throws IOException, InterruptedException {
    try (TerminalParty alice = new TerminalParty(folder, "Alice", "--manual");
        TerminalParty bob = new TerminalParty(folder, "Bob", "--manual", "--answer")) {
      String offer = line(alice.start());
      bob.start().say(offer);
      String answer = line(bob.process());
      alice.process().say(answer);
      talk(alice, bob);

      for (TerminalParty each : new TerminalParty[] {alice, bob}) {
        assertThat(each.peer().path("known").asBoolean()).isFalse();
        assertThat(each.peer().path("verified").asBoolean()).isFalse();
      }
    }
  }

  private TerminalParty caller(String name, JsonNode invite) {
    String command = invite.path("command").asText();
    return new TerminalParty(
        folder, name, "--connect", command.substring(command.lastIndexOf(' ') + 1));
  }

  private static String line(SottoProcess sotto) throws InterruptedException {
    String line = sotto.await("manual").path("line").asText();
    assertThat(line).matches("[A-Za-z0-9_-]{1,400}");
    return line;
  }

  private static void talk(TerminalParty alice, TerminalParty bob)
      throws IOException, InterruptedException {
    alice.awaitConnected();
    bob.awaitConnected();
    assertThat(alice.phrase()).hasSize(4).isEqualTo(bob.phrase());
    alice.say("Hello, Bob");
    bob.awaitText("Hello, Bob");
    bob.say("Hello, Alice");
    alice.awaitText("Hello, Alice");

    bob.process().endInput();
    assertThat(bob.process().awaitExit()).isZero();
    alice.process().await("disconnected");
    assertThat(alice.process().awaitExit()).isZero();
  }
}
