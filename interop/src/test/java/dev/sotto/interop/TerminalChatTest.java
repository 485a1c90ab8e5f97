package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal: what they see, key by key, whatever the other side does. */
@InNamespace
@NeedsTmux
@Timeout(300)
class TerminalChatTest {
  @RegisterExtension static final ServeExtension server = new ServeExtension();

  @TempDir Path folder;

  private int homes;

  @Test
  void aHalfTypedLineIsNotTornByOneThatComes() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of())) {
      alice.type("half a thou");
      alice.await("half a thou");
      bob.say("an interruption");
      alice.await("an interruption");
      alice.type("ght");
      alice.await("the line in one piece", shown -> lastLine(shown).endsWith("half a thought"));
      assertThat(alice.history()).containsOnlyOnce("half a thought");
      alice.key("Enter");
      bob.awaitText("half a thought");
    }
  }

  @Test
  void whatIsTypedBeforeSomebodyComesIsNoAnswer() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = terminal(Map.of(), "chat")) {
      alice.await("Code");
      alice.key("Enter");
      String code = code(alice);
      alice.say("are you there");
      alice.await("Nobody is there yet");
      alice.type("half a thou");
      bob.join(code);
      alice.await("the question", shown -> lastLine(shown).endsWith("not at all):"));
      alice.say("-");
      bob.awaitText("are you there");
      alice.await("what was begun", shown -> lastLine(shown).equals("> half a thou"));
      alice.say("ght");
      bob.awaitText("half a thought");
    }
  }

  @Tag("long")
  @Test
  void whoDoesNotWaitForAnybodyLeavesByControlC() throws IOException, InterruptedException {
    try (Tmux alice = terminal(Map.of(), "chat")) {
      alice.await("Code");
      alice.key("Enter");
      alice.await("the prompt", shown -> lastLine(shown).equals(">"));
      alice.key("C-c");
      assertThat(alice.awaitExit()).isEqualTo(130);
    }
  }

  @Test
  void wideAndRightToLeftTextComesThroughBothWays() throws IOException, InterruptedException {
    String wide =
        "\u65e5\u672c\u8a9e \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \u05e9\u05dc\u05d5\u05dd e\u0301";
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of())) {
      alice.say("\u4f60\u597d \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627");
      bob.awaitText("\u4f60\u597d \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627");
      alice.type("\u534a\u5206");
      bob.say(wide);
      alice.await("\u65e5\u672c\u8a9e");
      alice.await("\u05e9\u05dc\u05d5\u05dd");
      alice.await("the prompt", shown -> lastLine(shown).endsWith("\u534a\u5206"));
    }
  }

  @Test
  void aWindowThatBecomesNarrowKeepsTheLine() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of())) {
      alice.type("words that are here before");
      alice.await("words that are here before");
      alice.resize(40, 12);
      bob.say("after the window became narrow");
      alice.await("after the window became narrow");
      alice.type(" and after");
      alice.key("Enter");
      bob.awaitText("words that are here before and after");
    }
  }

  @Test
  void nothingIsColouredWithNoColor() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of("NO_COLOR", "1"))) {
      bob.say("hello");
      alice.await("hello");
      alice.say("/nonsense");
      alice.say("hello yourself");
      bob.awaitText("hello yourself");
      assertThat(alice.raw()).doesNotContainPattern("\u001b\\[[0-9;]*(3|4|9|10)[0-7]\\b[0-9;]*m");
    }
  }

  @Test
  void aDumbTerminalGetsLinesAndNoEscapes() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of("TERM", "dumb"))) {
      bob.say("hello");
      alice.await("hello");
      alice.say("hello yourself");
      bob.awaitText("hello yourself");
      assertThat(alice.raw()).doesNotContain("\u001b");
    }
  }

  @Test
  void aHostilePeerMovesNothingOnTheScreen() throws IOException, InterruptedException {
    String evil =
        "a\u001b[2J\u001b]0;title\u0007\u001b[31mb\u009b5Bc\u007fd\u202egnp.exe\u2066\u200fe\rf\u2028Alice: yes";
    try (TerminalParty bob = new TerminalParty(folder, "Bob\u001b[5m\u202e", way());
        Tmux alice = chat(bob, Map.of())) {
      String screen = String.join("\n", alice.screen());
      bob.say(evil);
      alice.await("gnp.exe");
      assertThat(alice.rawText())
          .doesNotContain("\u001b[2J", "\u001b]0", "\u001b[5m", "\u009b", "\u007f")
          .doesNotContain("\u202e", "\u2066", "\u200f", "\u2028");
      assertThat(alice.history()).contains(screen.lines().findFirst().orElseThrow().strip());
      assertThat(alice.history().lines()).noneMatch(line -> line.startsWith("Alice: yes"));
    }
  }

  @Test
  void controlCTakesTheLineBackAndThenLeaves() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of())) {
      alice.type("not to be said");
      alice.await("not to be said");
      alice.key("C-c");
      alice.await("an empty prompt", shown -> lastLine(shown).equals(">"));
      alice.say("said");
      bob.awaitText("said");
      alice.key("C-c");
      assertThat(alice.awaitExit()).isEqualTo(130);
      bob.process().await("disconnected");
    }
  }

  @Test
  void whoPressesControlDLeavesAsByQuit() throws IOException, InterruptedException {
    try (TerminalParty bob = party("Bob");
        Tmux alice = chat(bob, Map.of())) {
      alice.key("C-d");
      assertThat(alice.awaitExit()).isZero();
      bob.process().await("disconnected");
    }
  }

  @Test
  void aFileIsSentFromTheChat() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("some file \u4e16.bin"), 3_000_000, 1);
    Path output = output();
    try (TerminalParty bob = party("Bob", "--yes", "--output", output.toString());
        Tmux alice = chat(bob, Map.of())) {
      alice.say("/send '" + file + "'");
      bob.process().await("done");
      assertThat(Trees.visible(output)).isEqualTo(Trees.hashes(List.of(file)));
      alice.say("and a line");
      bob.awaitText("and a line");
    }
  }

  @Test
  void aFileIsOfferedInTheChatAndTaken() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("offered.dat"), 3_000_000, 2);
    Path output = output();
    try (Tmux alice = terminal(Map.of(), "chat", "--output", output.toString())) {
      alice.await("Code");
      alice.key("Enter");
      try (TerminalGiver bob =
          new TerminalGiver(folder.resolve("home " + homes++), server.url(), List.of(file))) {
        bob.join(code(alice));
        bob.offer();
        alice.await("Remember this key");
        alice.say("-");
        alice.await("offered.dat");
        alice.say("/accept");
        bob.awaitTaken();
        assertThat(Trees.visible(output)).isEqualTo(Trees.hashes(List.of(file)));
      }
    }
  }

  @Test
  void theManifestIsAskedAboutAndProgressIsDrawn() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("asked.dat"), 12_000_000, 3);
    Path output = output();
    try (SlowLink link = new SlowLink(60);
        Tmux alice = terminal(Map.of(), "receive", "--invite", "--output", output.toString());
        TerminalGiver bob =
            new TerminalGiver(folder.resolve("home " + homes++), server.url(), List.of(file))) {
      assertThat(link).isNotNull();
      bob.join(code(alice));
      alice.await("asked.dat");
      alice.say("a");
      alice.await("progress", shown -> shown.contains("MB/s") && shown.contains("%"));
      alice.resize(50, 20);
      bob.awaitTaken();
      assertThat(alice.awaitExit()).isZero();
      assertThat(Trees.visible(output)).isEqualTo(Trees.hashes(List.of(file)));
      assertThat(alice.raw()).as("drawn over, not below each other").contains("\r");
    }
  }

  @Test
  void whoSaysNoTakesNothing() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("unwanted.dat"), 100_000, 4);
    Path output = output();
    try (Tmux alice = terminal(Map.of(), "receive", "--invite", "--output", output.toString());
        TerminalGiver bob =
            new TerminalGiver(folder.resolve("home " + homes++), server.url(), List.of(file))) {
      bob.join(code(alice));
      alice.await("unwanted.dat");
      alice.say("n");
      bob.process().await("error");
      assertThat(bob.process().awaitExit()).isEqualTo(3);
      assertThat(Trees.hashes(output)).isEmpty();
    }
  }

  /** An invitation at a terminal, and Bob who comes with its code. */
  private Tmux chat(TerminalParty bob, Map<String, String> environment)
      throws IOException, InterruptedException {
    Tmux alice = terminal(environment, "chat");
    try {
      alice.await("Code");
      alice.key("Enter");
      bob.join(code(alice));
      bob.awaitConnected();
      alice.await("Remember this key");
      alice.say("-");
      if (!environment.containsKey("TERM")) {
        alice.await("the prompt", shown -> lastLine(shown).equals(">"));
      }
      return alice;
    } catch (Throwable e) {
      alice.close();
      throw e;
    }
  }

  private Tmux terminal(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(SottoProcess.program());
    command.addAll(List.of(arguments));
    command.addAll(Arrays.asList(way()));
    command.addAll(List.of("--name", "Alice"));
    command.addAll(List.of("--config-dir", folder.resolve("home " + homes++).toString()));
    Map<String, String> all = new HashMap<>(Map.of("SOTTO_NO_QR", "1"));
    all.putAll(environment);
    return Tmux.start(folder.resolve("tmux " + homes++), 100, 40, all, command);
  }

  /** The code of an invitation, as it stands in the terminal. */
  private static String code(Tmux terminal) throws IOException, InterruptedException {
    String shown = terminal.await("a code", history -> Codes.in(history).isPresent());
    return Codes.in(shown).orElseThrow();
  }

  private TerminalParty party(String name, String... more) {
    List<String> way = new ArrayList<>(Arrays.asList(way()));
    way.addAll(List.of(more));
    return new TerminalParty(folder, name + homes++, way.toArray(new String[0]));
  }

  private String[] way() {
    return new String[] {"--server", server.url()};
  }

  private Path output() throws IOException {
    return Files.createDirectories(folder.resolve("output " + homes++));
  }

  private static String lastLine(String shown) {
    String[] lines = shown.stripTrailing().split("\n", -1);
    return lines[lines.length - 1].stripTrailing();
  }
}
