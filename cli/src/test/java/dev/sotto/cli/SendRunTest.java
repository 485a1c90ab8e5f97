package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.SessionEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SendRunTest {
  private final FakeSession session = new FakeSession();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final SessionEvents told =
      new SessionEvents(new Meeting.ManualOffer(), events::add, false);

  @Test
  void itEndsWellOnlyWhenEverythingIsThere() {
    CompletableFuture<ExitCode> run = run();
    session.offered().join();
    assertThat(run).isNotDone();
    session.outgoing().end(SessionEnd.Kind.DONE, "done");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked()).containsExactly("offer [a.txt]", "close");
    assertThat(events)
        .contains(
            new Event.OfTransfer(new TransferEvent.Offering(FakeTransfer.ID, "a.txt", 1, 1000)));
  }

  @ParameterizedTest
  @CsvSource({"REFUSED, REFUSED", "INTERRUPTED, INTERRUPTED", "DISK, DISK", "PROTOCOL, PROTOCOL"})
  void whatIsMissingIsSaidByTheExitCode(SessionEnd.Kind end, Kind kind) {
    CompletableFuture<ExitCode> run = run();
    session.offered().join();
    session.outgoing().end(end, "it ended so");
    assertThatThrownBy(() -> Await.result(run))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
    assertThat(session.asked()).endsWith("close");
  }

  @Test
  void nothingIsOfferedToWhoTakesNoFiles() {
    session.peerTakes(Ability.CHAT, Ability.PIPE);
    assertThatThrownBy(() -> Await.result(run()))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.REFUSED))
        .hasMessage("the other side takes no files");
    assertThat(session.asked()).containsExactly("close");
  }

  @Test
  void aWrongCodeIsTheEnd() {
    session.end(SessionEnd.Kind.AUTHENTICATION, "wrong code");
    SendRun run =
        new SendRun(
            new SessionWatch(session, new CompletableFuture<>()),
            told,
            events::add,
            System::nanoTime);
    assertThatThrownBy(() -> run.run(List.of(Path.of("a.txt"))))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION));
    assertThat(session.asked()).isEmpty();
  }

  private CompletableFuture<ExitCode> run() {
    told.onConnected(FakeSession.newcomer("Anna"), new FakePath(), Duration.ofMillis(3));
    SendRun run =
        new SendRun(
            new SessionWatch(session, new CompletableFuture<>()),
            told,
            events::add,
            System::nanoTime);
    return CompletableFuture.supplyAsync(() -> run.run(List.of(Path.of("a.txt"))));
  }
}
