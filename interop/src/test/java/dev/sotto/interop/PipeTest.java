package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A stream goes from one's standard input to the other's standard output: all of it, exactly. */
@InNamespace
@Timeout(300)
class PipeTest {
  @RegisterExtension static final ServeExtension server = new ServeExtension();

  private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));
  private static final Redirect NOWHERE = Redirect.to(new File("/dev/null"));
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  @Test
  void fiftyMegabytesArriveExactly() throws IOException, InterruptedException {
    Path from = Trees.file(folder.resolve("from.dat"), 50_000_000, 1);
    Path to = folder.resolve("to.dat");
    try (PipeProcess giver = inviter(Redirect.from(from.toFile()), NOWHERE);
        PipeProcess taker = joiner(giver, NOTHING, Redirect.to(to.toFile()))) {
      assertThat(taker.awaitExit()).as(taker.errors()).isZero();
      assertThat(giver.awaitExit()).as(giver.errors()).isZero();
    }
    assertThat(Trees.sha256(to)).isEqualTo(Trees.sha256(from));
  }

  @Test
  void bothDirectionsAreOneConversation() throws IOException, InterruptedException {
    Path there = Trees.file(folder.resolve("there.dat"), 3_000_001, 2);
    Path back = Trees.file(folder.resolve("back.dat"), 2_000_003, 3);
    Path atJoiner = folder.resolve("at-joiner.dat");
    Path atInviter = folder.resolve("at-inviter.dat");
    try (PipeProcess inviter =
            inviter(Redirect.from(there.toFile()), Redirect.to(atInviter.toFile()));
        PipeProcess joiner =
            joiner(inviter, Redirect.from(back.toFile()), Redirect.to(atJoiner.toFile()))) {
      assertThat(joiner.awaitExit()).as(joiner.errors()).isZero();
      assertThat(inviter.awaitExit()).as(inviter.errors()).isZero();
    }
    assertThat(Trees.sha256(atJoiner)).isEqualTo(Trees.sha256(there));
    assertThat(Trees.sha256(atInviter)).isEqualTo(Trees.sha256(back));
  }

  /** What is typed now arrives now: nothing waits for a buffer to be full. */
  @Test
  void aStreamThatComesBitByBitIsPassedOnAsItComes() throws IOException, InterruptedException {
    try (PipeProcess giver = inviter(Redirect.PIPE, NOWHERE);
        PipeProcess taker = joiner(giver, Redirect.PIPE, Redirect.PIPE)) {
      for (byte each = 0; each < 20; each++) {
        giver.input().write(each);
        giver.input().flush();
        assertThat(taker.output().read()).isEqualTo(each);
      }
      giver.input().close();
      assertThat(taker.output().read()).as("the end").isEqualTo(-1);
      assertThat(giver.awaitExit()).as(giver.errors()).isZero();
      assertThat(taker.awaitExit()).as(taker.errors()).isZero();
    }
  }

  /** The programs have 96 MB of heap: who kept the stream in memory would not get through. */
  @Test
  void whoReadsSlowlySlowsTheSenderDown() throws IOException, InterruptedException {
    try (PipeProcess giver = inviter(Redirect.PIPE, NOWHERE);
        PipeProcess taker = joiner(giver, Redirect.PIPE, Redirect.PIPE)) {
      byte[] megabyte = new byte[MEGABYTE];
      Thread writer =
          new Thread(
              () -> {
                try (OutputStream out = giver.input()) {
                  for (int i = 0; i < 300; i++) {
                    out.write(megabyte);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              "slow-writer");
      writer.start();
      InputStream out = taker.output();
      assertThat(out.readNBytes(MEGABYTE)).hasSize(MEGABYTE);
      // The writer stands still now, wherever it got to; reading lets it go on.
      assertThat(writer.isAlive()).isTrue();
      long read = MEGABYTE;
      byte[] piece = new byte[MEGABYTE];
      for (int got; (got = out.read(piece)) >= 0; ) {
        read += got;
      }
      assertThat(read).isEqualTo(300L * MEGABYTE);
      writer.join();
      assertThat(giver.awaitExit()).as(giver.errors()).isZero();
      assertThat(taker.awaitExit()).as(taker.errors()).isZero();
    }
  }

  @Test
  void anEmptyStreamEnds() throws IOException, InterruptedException {
    Path to = folder.resolve("empty.dat");
    try (PipeProcess giver = inviter(NOTHING, NOWHERE);
        PipeProcess taker = joiner(giver, NOTHING, Redirect.to(to.toFile()))) {
      assertThat(taker.awaitExit()).as(taker.errors()).isZero();
      assertThat(giver.awaitExit()).as(giver.errors()).isZero();
    }
    assertThat(to).isEmptyFile();
  }

  @Test
  void whoseOutputIsClosedStopsTheSender() throws IOException, InterruptedException {
    Path from = Trees.file(folder.resolve("unwanted.dat"), 60_000_000, 4);
    try (PipeProcess giver = inviter(Redirect.from(from.toFile()), NOWHERE);
        PipeProcess taker = joiner(giver, NOTHING, Redirect.PIPE)) {
      assertThat(taker.output().readNBytes(1000)).hasSize(1000);
      taker.output().close();
      assertThat(taker.awaitExit()).as(taker.errors()).isEqualTo(8);
      assertThat(giver.awaitExit()).as(giver.errors()).isEqualTo(3);
    }
  }

  @Test
  void aCodeIsNotTakenFromTheStreamItself() throws IOException, InterruptedException {
    try (PipeProcess pipe =
        PipeProcess.start(NOTHING, NOWHERE, "--server", server.url(), "--code-file", "-")) {
      assertThat(pipe.awaitExit()).as(pipe.errors()).isEqualTo(2);
    }
  }

  private PipeProcess inviter(Redirect input, Redirect output) throws IOException {
    return PipeProcess.start(
        input,
        output,
        "--server",
        server.url(),
        "--config-dir",
        folder.resolve("inviter").toString());
  }

  private PipeProcess joiner(PipeProcess inviter, Redirect input, Redirect output)
      throws IOException, InterruptedException {
    Path code = folder.resolve("code");
    Files.writeString(code, inviter.await("invite").path("code").asText());
    return PipeProcess.start(
        input,
        output,
        "--server",
        server.url(),
        "--config-dir",
        folder.resolve("joiner").toString(),
        "--code-file",
        code.toString());
  }
}
