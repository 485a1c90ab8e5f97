package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A key that is locked by a passphrase, at a terminal: also where a pipe is in the way. */
@InNamespace
@NeedsTmux
@Timeout(300)
class PassphraseTest {
  private static final String PASSPHRASE = "correct horse \u00e9\u4e16";

  @RegisterExtension static final ServeExtension server = new ServeExtension();

  @TempDir Path folder;

  @Test
  void isAskedForAtTheTerminalByAProgramInAPipe() throws IOException, InterruptedException {
    Path home = folder.resolve("home");
    lock(home);
    String line =
        "printf 'through the pipe' | "
            + String.join(" ", SottoProcess.program())
            + " pipe --server %s --config-dir %s > %s".formatted(server.url(), home, "out");
    try (Tmux alice = terminal("pipe", "sh", "-c", "cd " + folder + " && " + line)) {
      alice.await("Passphrase of your key: ");
      alice.say(PASSPHRASE);
      String code =
          Codes.in(alice.await("a code", shown -> Codes.in(shown).isPresent())).orElseThrow();
      Path received = folder.resolve("received");
      try (PipeProcess bob =
          PipeProcess.start(
              Redirect.PIPE,
              Redirect.to(received.toFile()),
              "--server",
              server.url(),
              "--config-dir",
              folder.resolve("bob").toString(),
              "--code-file",
              code(code).toString())) {
        bob.input().close();
        assertThat(bob.awaitExit()).as(bob.errors()).isZero();
      }
      assertThat(received).hasContent("through the pipe");
      assertThat(alice.awaitExit()).isZero();
      assertThat(alice.rawText()).doesNotContain(PASSPHRASE);
    }
  }

  @Test
  void whoTakesCareNotToAnswerHasTheTerminalAsBefore() throws IOException, InterruptedException {
    Path home = folder.resolve("home");
    lock(home);
    String line =
        String.join(" ", SottoProcess.program())
            + " pipe --server %s --config-dir %s < /dev/null".formatted(server.url(), home);
    // With job control, so that Ctrl-C is the program's alone.
    try (Tmux alice = terminal("pipe", "sh", "-c", "set -m; " + line + "; stty -a")) {
      alice.await("Passphrase of your key: ");
      alice.key("C-c");
      assertThat(alice.await("the settings", shown -> shown.contains("echok")))
          .containsPattern("[; ]echo ");
    }
  }

  private void lock(Path home) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(SottoProcess.program());
    command.addAll(List.of("identity", "--passphrase", "--config-dir", home.toString()));
    try (Tmux terminal = terminal("identity", command.toArray(new String[0]))) {
      terminal.await("New passphrase");
      terminal.say(PASSPHRASE);
      terminal.await("The same again");
      terminal.say(PASSPHRASE);
      assertThat(terminal.awaitExit()).isZero();
    }
  }

  private Tmux terminal(String name, String... command) throws IOException {
    return Tmux.start(folder.resolve(name), 100, 30, Map.of("LC_ALL", "C.UTF-8"), List.of(command));
  }

  private Path code(String code) throws IOException {
    return Files.writeString(folder.resolve("code"), code);
  }
}
