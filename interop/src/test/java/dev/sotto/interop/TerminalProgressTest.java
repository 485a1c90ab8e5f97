package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How far a transfer is, as people see it at both of its ends, on whatever terminal they have. */
@InNamespace
@NeedsTmux
@Timeout(300)
class TerminalProgressTest {
  @RegisterExtension static final ServeExtension server = new ServeExtension();

  private static final int ROWS = 30;

  @TempDir Path folder;

  private int homes;

  @Test
  void isOneLineThatFitsWhateverBecomesOfTheWindow() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("big.dat"), 100_000_000, 1);
    try (Tmux alice = send(Map.of(), file);
        Tmux bob = receive(Map.of(), alice)) {
      try (SlowLink link = new SlowLink(40)) {
        assertThat(link).isNotNull();
        awaitOneLine(alice, "[", "sending big.dat");
        awaitOneLine(bob, "[", "receiving big.dat");
        for (Tmux terminal : List.of(alice, bob)) {
          terminal.resize(44, ROWS);
          awaitOneLine(terminal, " % ", "MB/s");
          terminal.resize(120, ROWS);
          awaitOneLine(terminal, "[", "ing big.dat");
        }
      }
      assertThat(bob.awaitExit()).isZero();
      assertThat(alice.awaitExit()).isZero();
      assertThat(alice.history()).as("all of it is gone").doesNotContain(" % ");
      assertThat(bob.history()).as("all of it is gone").doesNotContain(" % ");
    }
  }

  @Tag("long")
  @Test
  void hasNoColourWhereNoneIsWantedAndIsLinesOnADumbTerminal()
      throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("big.dat"), 60_000_000, 2);
    try (Tmux alice = send(Map.of("NO_COLOR", "1"), file);
        Tmux bob = receive(Map.of("TERM", "dumb"), alice)) {
      try (SlowLink link = new SlowLink(40)) {
        assertThat(link).isNotNull();
        awaitOneLine(alice, "[", "sending big.dat");
        bob.await("a line of progress", history -> history.contains(" % of big.dat: "));
      }
      assertThat(bob.awaitExit()).isZero();
      assertThat(alice.awaitExit()).isZero();
      assertThat(alice.raw()).doesNotContainPattern("\u001b\\[[0-9;]*m");
      assertThat(bob.raw()).doesNotContain("\u001b");
      assertThat(bob.history()).contains("\n100 % of big.dat: ");
    }
  }

  /** Waits until one row, and nothing else, follows what was told last, and it says all this. */
  private static void awaitOneLine(Tmux terminal, String... words)
      throws IOException, InterruptedException {
    List<String> wanted = List.of(words);
    terminal.await(
        "one line with " + wanted,
        history -> {
          List<String> rows = new ArrayList<>(rows(terminal));
          rows.removeIf(String::isBlank);
          int told = lastOf(rows, "Accepted: ", "Receiving 1 file");
          return told >= 0
              && rows.size() == told + 2
              && wanted.stream().allMatch(rows.get(told + 1)::contains);
        });
  }

  private static int lastOf(List<String> rows, String... starts) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      for (String start : starts) {
        if (rows.get(i).startsWith(start)) {
          return i;
        }
      }
    }
    return -1;
  }

  private static List<String> rows(Tmux terminal) {
    try {
      return terminal.screen();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Tmux send(Map<String, String> environment, Path file) throws IOException {
    return terminal(environment, "send", file.toString());
  }

  /** Takes whatever the other terminal offers. */
  private Tmux receive(Map<String, String> environment, Tmux sender)
      throws IOException, InterruptedException {
    String shown = sender.await("a code", history -> Codes.in(history).isPresent());
    Path code = Files.writeString(folder.resolve("code " + homes++), Codes.in(shown).orElseThrow());
    Path output = Files.createDirectories(folder.resolve("output " + homes++));
    return terminal(
        environment,
        "receive",
        "--yes",
        "--output",
        output.toString(),
        "--code-file",
        code.toString());
  }

  private Tmux terminal(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(SottoProcess.program());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--server", server.url()));
    command.addAll(List.of("--config-dir", folder.resolve("home " + homes++).toString()));
    Map<String, String> all = new HashMap<>(Map.of("SOTTO_NO_QR", "1"));
    all.putAll(environment);
    return Tmux.start(folder.resolve("tmux " + homes++), 100, ROWS, all, command);
  }
}
