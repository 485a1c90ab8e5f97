package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an invitation says that the other side runs, typed as it stands there, at a terminal. */
@InNamespace
@NeedsTmux
@Timeout(300)
class ToldCommandTest {
  private static final Redirect NOWHERE = Redirect.to(new File("/dev/null"));

  @TempDir Path folder;

  @Test
  void sendsToWhoReceives() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("a.dat"), 100_000, 1);
    Path output = Files.createDirectories(folder.resolve("output"));
    try (SottoProcess receive =
            SottoProcess.start(
                "receive",
                "--json",
                "--invite",
                "--yes",
                "--output",
                output.toString(),
                "--config-dir",
                folder.resolve("receiver").toString());
        Tmux send = typed(receive.await("invite"), "send", file.toString())) {
      assertThat(send.awaitExit()).isZero();
      assertThat(receive.awaitExit()).isZero();
      assertThat(Trees.visible(output)).isEqualTo(Trees.hashes(List.of(file)));
    }
  }

  @Test
  void takesAStream() throws IOException, InterruptedException {
    try (PipeProcess pipe =
            PipeProcess.start(
                Redirect.PIPE, NOWHERE, "--config-dir", folder.resolve("giver").toString());
        Tmux other = typed(pipe.await("invite"), "pipe", "")) {
      try (OutputStream in = pipe.input()) {
        in.write("down the stream\n".getBytes(US_ASCII));
      }
      other.await("down the stream");
      assertThat(other.awaitExit()).isZero();
      assertThat(pipe.awaitExit()).as(pipe.errors()).isZero();
    }
  }

  /** The command as it was told, with the paths in their place, and the code when it asks. */
  private Tmux typed(JsonNode invite, String command, String paths)
      throws IOException, InterruptedException {
    String told = invite.path("command").asText();
    assertThat(told).startsWith("sotto " + command + " ");
    List<String> line = new ArrayList<>(SottoProcess.program());
    Arrays.stream(told.split(" "))
        .skip(1)
        .map(word -> word.equals("PATH...") ? paths : word)
        .forEach(line::add);
    if (command.equals("pipe")) {
      // Into another program, as a stream is meant to go.
      line.addAll(0, List.of("sh", "-c", "\"$@\" | cat", "sh"));
    }
    Map<String, String> home =
        Map.of("SOTTO_CONFIG_DIR", folder.resolve("other").toString(), "SOTTO_NO_QR", "1");
    Tmux terminal = Tmux.start(folder.resolve("tmux"), 100, 40, home, line);
    try {
      terminal.await("Code");
      terminal.say(invite.path("code").asText());
      return terminal;
    } catch (Throwable e) {
      terminal.close();
      throw e;
    }
  }
}
