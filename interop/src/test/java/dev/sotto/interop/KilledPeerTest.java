package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One whose peer was killed in the middle of a transfer, and never comes back: it waits for it as
 * long as a session is held, and ends with 6. All wait at the same time, since that is long.
 */
@InNamespace
@Tag("long")
@Timeout(1200)
class KilledPeerTest {
  private static final long HELD_SECONDS = TimeUnit.MINUTES.toSeconds(14);
  private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));
  private static final Redirect NOWHERE = Redirect.to(new File("/dev/null"));

  @TempDir Path folder;

  @Test
  void endsWithSixWhateverItDid() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("big.dat"), 200_000_000, 1);
    try (SottoProcess serve = SottoProcess.start("serve", "--json", "--port", "0");
        SlowLink link = new SlowLink(60)) {
      assertThat(link).isNotNull();
      String server = serve.await("listening").path("url").asText();
      try (TerminalGiver left = giver("left giver", server, file);
          TerminalTaker killedTaker = taker("killed taker", server);
          TerminalGiver killed = giver("killed giver", server, file);
          TerminalTaker leftTaker = taker("left taker", server);
          PipeProcess leftSource = pipe(Redirect.from(file.toFile()), server, "left source");
          PipeProcess killedSink = joiner(leftSource, server, "killed sink");
          PipeProcess killedSource = pipe(Redirect.from(file.toFile()), server, "killed source");
          PipeProcess leftSink = joiner(killedSource, server, "left sink")) {
        killedTaker.join(left.invite());
        leftTaker.join(killed.invite());
        left.process().await("progress");
        leftTaker.process().await("progress");
        leftSource.await("connected");
        leftSink.await("connected");
        killedTaker.process().kill();
        killed.process().kill();
        killedSink.kill();
        killedSource.kill();
        assertInterrupted(left.process());
        assertInterrupted(leftTaker.process());
        assertThat(leftSource.awaitExit(HELD_SECONDS)).as(leftSource.errors()).isEqualTo(6);
        assertThat(leftSink.awaitExit(HELD_SECONDS)).as(leftSink.errors()).isEqualTo(6);
      }
    }
  }

  private static void assertInterrupted(SottoProcess process) throws InterruptedException {
    assertThat(process.awaitExit(HELD_SECONDS)).as(process.errors()).isEqualTo(6);
    JsonNode error = process.await("error");
    assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("interrupted");
  }

  private TerminalGiver giver(String home, String server, Path file) {
    return new TerminalGiver(folder.resolve(home), server, List.of(file));
  }

  private TerminalTaker taker(String home, String server) throws IOException {
    return new TerminalTaker(
        folder.resolve(home), server, Files.createDirectories(folder.resolve("into " + home)));
  }

  private PipeProcess pipe(Redirect input, String server, String home) throws IOException {
    return PipeProcess.start(
        input, NOWHERE, "--server", server, "--config-dir", folder.resolve(home).toString());
  }

  private PipeProcess joiner(PipeProcess inviter, String server, String home)
      throws IOException, InterruptedException {
    Path code =
        Files.writeString(
            folder.resolve("code of " + home), inviter.await("invite").path("code").asText());
    return PipeProcess.start(
        NOTHING,
        NOWHERE,
        "--server",
        server,
        "--config-dir",
        folder.resolve(home).toString(),
        "--code-file",
        code.toString());
  }
}
