package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Pipe;
import dev.sotto.messenger.PipeOffer;
import dev.sotto.messenger.SessionEnd;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class PipeRunTest {
  private final FakeSession session = new FakeSession();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final FakePipe incoming = new FakePipe(false);
  private final CompletableFuture<Void> accepted = new CompletableFuture<>();

  @Test
  void bothStreamsAreWaitedFor() {
    CompletableFuture<ExitCode> run = run(true, true, false);
    accepted.join();
    session.pipe().end(SessionEnd.Kind.DONE, 10);
    assertThat(run).isNotDone();
    incoming.end(SessionEnd.Kind.DONE, 20);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(events)
        .containsSubsequence(new Event.Streamed(true, 10), new Event.Streamed(false, 20));
    assertThat(session.asked()).containsExactly("pipe", "close");
  }

  @Test
  void oursIsEnoughWhenTheOtherSideHasNone() {
    CompletableFuture<ExitCode> run = run(true, false, false);
    session.pipe().end(SessionEnd.Kind.DONE, 10);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void anInputThatNeverSaidAWordIsNotWaitedFor() {
    CompletableFuture<ExitCode> run = run(true, true, false);
    accepted.join();
    incoming.end(SessionEnd.Kind.DONE, 20);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(events).contains(new Event.Streamed(false, 20));
  }

  @Test
  void anInputThatIsSlowToBeginIsWaitedForWhenTheOtherSideHasNothing() {
    CompletableFuture<ExitCode> run = run(true, true, false);
    accepted.join();
    incoming.end(SessionEnd.Kind.DONE, 0);
    session.pipe().end(SessionEnd.Kind.DONE, 10);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(events).contains(new Event.Streamed(true, 10));
  }

  @Test
  void itIsWaitedForWhenAskedTo() {
    CompletableFuture<ExitCode> run = run(true, true, true);
    accepted.join();
    incoming.end(SessionEnd.Kind.DONE, 20);
    assertThat(run).isNotDone();
    session.pipe().end(SessionEnd.Kind.DONE, 0);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERRUPTED", "REFUSED"})
  void whoTakesBackAnEmptyStreamHasTakenOurs(SessionEnd.Kind how) {
    CompletableFuture<ExitCode> run = run(true, true, false);
    accepted.join();
    incoming.end(how, 0);
    assertThat(run).isNotDone();
    session.pipe().end(SessionEnd.Kind.DONE, 10);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void whoLeavesWithAnEmptyStreamHasTakenOurs() {
    CompletableFuture<ExitCode> run = run(true, true, false);
    accepted.join();
    session.pipe().end(SessionEnd.Kind.DONE, 10);
    session.end(SessionEnd.Kind.DONE, "left");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aStreamThatIsCutOffIsAFailure() {
    CompletableFuture<ExitCode> run = run(false, true, false);
    accepted.join();
    incoming.end(SessionEnd.Kind.INTERRUPTED, 20);
    assertFails(run, Kind.INTERRUPTED);
  }

  @Test
  void whoTakesNoStreamIsGivenNone() {
    session.peerTakes(Ability.CHAT);
    assertFails(run(true, false, false), Kind.REFUSED);
    assertThat(session.asked()).containsExactly("close");
  }

  @Test
  void withoutAnyStreamItIsNothing() {
    CompletableFuture<ExitCode> run = run(false, false, false);
    session.end(SessionEnd.Kind.DONE, "left");
    assertFails(run, Kind.REFUSED);
  }

  private CompletableFuture<ExitCode> run(boolean source, boolean offered, boolean both) {
    PipeRun run =
        new PipeRun(
            source ? Optional.of(InputStream.nullInputStream()) : Optional.empty(),
            OutputStream.nullOutputStream(),
            events::add,
            both);
    SessionEvents told =
        new SessionEvents(
            new Meeting.Listen(HostPort.toListen("4000"), "pipe"), events::add, false, run);
    told.onConnected(FakeSession.newcomer("Anna"), new FakePath(), Duration.ofMillis(3));
    if (offered) {
      told.onPipe(new Offered());
    }
    SessionWatch watch = new SessionWatch(session, new CompletableFuture<>());
    return CompletableFuture.supplyAsync(() -> run.run(watch, told));
  }

  private static void assertFails(CompletableFuture<ExitCode> run, Kind kind) {
    assertThatThrownBy(() -> Await.result(run))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private final class Offered implements PipeOffer {
    @Override
    public Pipe accept(OutputStream sink) {
      accepted.complete(null);
      return incoming;
    }

    @Override
    public void decline() {
      throw new AssertionError("it is wanted");
    }
  }
}
