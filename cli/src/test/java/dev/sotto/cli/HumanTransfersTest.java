package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.FailedFile;
import dev.sotto.messenger.Progress;
import dev.sotto.messenger.ReceivedFile;
import dev.sotto.messenger.SessionEnd;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HumanTransfersTest {
  private static final String ID = FakeTransfer.ID;

  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          InputStream.nullInputStream(),
          new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
          new PrintStream(notes, true, UTF_8),
          UTF_8,
          false);
  private final List<String> statuses = new ArrayList<>();
  private long now;

  @Test
  void anOfferIsListed() {
    teller(false)
        .accept(new TransferEvent.Offered(ID, 0, "Anna", new Listing(Manifests.of("a.txt"))));
    assertThat(lines()).containsExactly("Anna offers 1 file, 1.0 kB:", "    1.     1.0 kB  a.txt");
  }

  @Test
  void whoHasToAnswerIsToldHow() {
    teller(false)
        .accept(new TransferEvent.Offered(ID, 1, "Anna", new Listing(Manifests.of("a.txt"))));
    assertThat(lines()).last().isEqualTo("Enter /accept or /decline");
    teller(false)
        .accept(new TransferEvent.Offered(ID, 2, "Anna", new Listing(Manifests.of("a", "b"))));
    assertThat(lines())
        .last()
        .isEqualTo("Enter /accept #2 for all, /accept #2 1,3-5 for some, or /decline #2");
  }

  @Test
  void whereNothingIsRedrawnALineComesEveryTenPerCent() {
    HumanTransfers teller = teller(false);
    for (int percent = 0; percent <= 100; percent++) {
      teller.accept(moved(ID, percent));
    }
    assertThat(lines()).hasSize(10);
    assertThat(lines()).first().isEqualTo("10 % of a.txt: 100 B of 1.0 kB");
    assertThat(lines()).last().isEqualTo("100 % of a.txt: 1.0 kB of 1.0 kB");
  }

  @Test
  void orEveryTenSecondsWhenItIsSlow() {
    HumanTransfers teller = teller(false);
    teller.accept(moved(ID, 1));
    now += Duration.ofSeconds(9).toNanos();
    teller.accept(moved(ID, 2));
    assertThat(lines()).isEmpty();
    now += Duration.ofSeconds(1).toNanos();
    teller.accept(moved(ID, 3));
    assertThat(lines()).containsExactly("3 % of a.txt: 30 B of 1.0 kB");
  }

  @Test
  void whereALineIsRedrawnItIsTheOnlyOne() {
    terminal.show(new NotingScreen());
    HumanTransfers teller = teller(false);
    teller.accept(moved(ID, 10));
    teller.accept(moved(ID, 55));
    assertThat(statuses).last().asString().contains(" 55 %", "receiving a.txt");
    teller.accept(ended(Optional.empty()));
    assertThat(statuses).last().isEqualTo("");
    assertThat(lines()).doesNotContain("55 %");
  }

  @Test
  void severalShareTheLine() {
    terminal.show(new NotingScreen());
    HumanTransfers teller = teller(false);
    teller.accept(moved("one", 0));
    teller.accept(moved("two", 100));
    assertThat(statuses).last().asString().contains(" 50 %", "receiving 2 transfers");
    teller.accept(new TransferEvent.Moved("three", true, "b.txt", progress(50)));
    assertThat(statuses).last().asString().contains(" 50 %").endsWith("  3 transfers, both ways");
  }

  @Test
  void whoIsTypingIsShownOnlyWhileNothingMoves() {
    terminal.show(new NotingScreen());
    HumanTransfers teller = teller(false);
    teller.typing("Anna is typing ...");
    assertThat(statuses).containsExactly("Anna is typing ...");
    teller.accept(moved(ID, 20));
    assertThat(statuses).last().asString().contains("20 %").doesNotContain("typing");
  }

  @Test
  void theEndSaysHowMuchHowFastAndWhere() {
    teller(false).accept(ended(Optional.empty()));
    assertThat(lines())
        .containsExactly("Received 2 files, 4.0 MB in 0:02 (2.0 MB/s), in " + Path.of("/in"));
  }

  @Test
  void whatIsMissingIsSaid() {
    teller(false).accept(ended(Optional.of(new Failure(Kind.INTERRUPTED, "cut off", ""))));
    assertThat(lines()).singleElement().asString().startsWith("Incomplete: ").endsWith("1 missing");
  }

  @Test
  void aFileThatFailsIsAnErrorEvenWhenQuiet() {
    teller(true)
        .accept(
            new TransferEvent.FileFailed(
                ID, false, new FailedFile(0, "a\u001b.txt", SessionEnd.Kind.DISK, "disk full")));
    assertThat(lines()).containsExactly("sotto: error: a\\u{1b}.txt: disk full");
  }

  @Test
  void quietIsSilentWhileAllGoesWell() {
    HumanTransfers teller = teller(true);
    teller.accept(new TransferEvent.Offering(ID, "a.txt", 1, 1000));
    teller.accept(new TransferEvent.Accepted(ID, true, "a.txt", progress(0)));
    teller.accept(moved(ID, 50));
    teller.accept(
        new TransferEvent.FileDone(
            ID, true, new ReceivedFile(0, "a.txt", Path.of("a.txt"), 1000, Optional.empty())));
    teller.accept(ended(Optional.empty()));
    assertThat(lines()).isEmpty();
  }

  private HumanTransfers teller(boolean quiet) {
    return new HumanTransfers(terminal, quiet, false, () -> now);
  }

  private List<String> lines() {
    return notes.toString(UTF_8).lines().toList();
  }

  private static TransferEvent.Moved moved(String id, int percent) {
    return new TransferEvent.Moved(id, false, "a.txt", progress(percent));
  }

  private static Progress progress(int percent) {
    return new Progress(percent * 10L, 1000, 0, 0, 1, 0);
  }

  private static TransferEvent.Ended ended(Optional<Failure> failure) {
    return new TransferEvent.Ended(
        ID,
        false,
        "a.txt",
        failure,
        2,
        failure.isEmpty() ? 0 : 1,
        4_000_000,
        2000,
        Optional.of(Path.of("/in")));
  }

  private final class NotingScreen implements Screen {
    @Override
    public void print(PrintStream stream, String line) {
      stream.println(line);
    }

    @Override
    public void status(String line) {
      statuses.add(line);
    }

    @Override
    public void ask(String question) {
      throw new AssertionError(question);
    }

    @Override
    public int columns() {
      return 100;
    }
  }
}
