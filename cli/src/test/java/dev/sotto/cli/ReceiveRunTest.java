package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.cli.ReceiveRun.Asking;
import dev.sotto.messenger.AcceptOptions;
import dev.sotto.messenger.SessionEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceiveRunTest {
  private final FakeSession session = new FakeSession();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private final FakeOffer offer = new FakeOffer(Manifests.of("a.txt", "\u200f[2J.pdf", ".profile"));

  @Test
  void whatIsAcceptedWithoutAQuestionEndsWithThePeersLeaving() {
    CompletableFuture<ExitCode> run = run(Asking.ACCEPT, "");
    offer.listener().join();
    assertThat(offer.accepted())
        .containsExactly(new AcceptOptions(Path.of("in"), false, Optional.empty()));
    offer.transfer().end(SessionEnd.Kind.DONE, "done");
    session.end(SessionEnd.Kind.DONE, "the other side left");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(events).last().isEqualTo(new Event.Disconnected("the other side left"));
  }

  @Test
  void aPersonChoosesSomeOfIt() {
    CompletableFuture<ExitCode> run = run(Asking.PERSON, "what\nl\ns\n9\ns\n1,*.pdf\n");
    offer.listener().join();
    assertThat(offer.accepted())
        .containsExactly(new AcceptOptions(Path.of("in"), false, Optional.of(Set.of(0, 1))));
    assertThat(notes.toString(UTF_8)).contains("\\u{200f}[2J.pdf", "[hidden]    .profile");
    assertThat(problems()).singleElement().asString().contains("no such number: 9");
    offer.transfer().end(SessionEnd.Kind.DONE, "done");
    session.end(SessionEnd.Kind.DONE, "left");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void someCanBeAllOfIt() {
    CompletableFuture<ExitCode> run = run(Asking.PERSON, "s\n\ns\nAll\n");
    offer.listener().join();
    assertThat(offer.accepted())
        .containsExactly(new AcceptOptions(Path.of("in"), false, Optional.empty()));
    offer.transfer().end(SessionEnd.Kind.DONE, "done");
    session.end(SessionEnd.Kind.DONE, "left");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void nothingIsAcceptedWhereNobodyCanBeAsked() {
    CompletableFuture<ExitCode> run = run(Asking.NOBODY, "");
    assertFails(run, Kind.USAGE, "nobody can be asked");
    assertThat(offer.declined()).isTrue();
    assertThat(session.asked()).containsExactly("close");
  }

  @Test
  void theEndOfInputIsNoConsent() {
    CompletableFuture<ExitCode> run = run(Asking.PERSON, "");
    awaitDeclined();
    session.end(SessionEnd.Kind.DONE, "left");
    assertFails(run, Kind.REFUSED, "nothing was accepted");
  }

  @Test
  void aTransferThatFailsEndsItWithItsOwnCode() {
    CompletableFuture<ExitCode> run = run(Asking.ACCEPT, "");
    offer.listener().join();
    offer.transfer().end(SessionEnd.Kind.DISK, "no room on the disk");
    assertFails(run, Kind.DISK, "no room on the disk");
    assertThat(session.asked()).containsExactly("close");
  }

  @Test
  void aSessionThatBreaksCanBeResumed() {
    CompletableFuture<ExitCode> run = run(Asking.ACCEPT, "");
    offer.listener().join();
    session.end(SessionEnd.Kind.INTERRUPTED, "the other side is gone");
    assertFails(run, Kind.INTERRUPTED, "the other side is gone");
  }

  @Test
  void whoLeavesWithoutAnOfferHasSentNothing() {
    SessionEvents told = told(Arrivals.NONE);
    connect(told);
    session.end(SessionEnd.Kind.DONE, "left");
    ReceiveRun run = receive(Asking.ACCEPT, "");
    assertThatThrownBy(() -> run.run(watch(), told, input("")))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.REFUSED));
  }

  @Test
  void anOfferThatIsTakenBackIsNoFailure() {
    offer.takeBack();
    CompletableFuture<ExitCode> run = run(Asking.ACCEPT, "");
    session.end(SessionEnd.Kind.DONE, "left");
    assertFails(run, Kind.REFUSED, "without sending anything");
  }

  @Test
  void nobodyIsAskedAboutAnOfferThatIsTakenBack() {
    CompletableFuture<Optional<String>> typed = new CompletableFuture<>();
    ReceiveRun receive = receive(Asking.PERSON, "");
    SessionEvents told = told(receive);
    connect(told);
    told.onOffer(offer);
    FakeOffer passed = new FakeOffer(Manifests.of("b.txt"));
    FakeOffer third = new FakeOffer(Manifests.of("c.txt"));
    told.onOffer(passed);
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> receive.run(watch(), told, () -> typed));
    awaitQuestions(1);
    told.onWithdrawn(passed);
    told.onWithdrawn(offer);
    told.onOffer(third);
    awaitQuestions(2);
    typed.complete(Optional.of("a"));
    third.listener().join();
    assertThat(offer.accepted()).isEmpty();
    assertThat(passed.accepted()).isEmpty();
    third.transfer().end(SessionEnd.Kind.DONE, "done");
    session.end(SessionEnd.Kind.DONE, "left");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void anAnswerToAnOfferThatIsGoneIsNoneToTheNext() {
    Queue<CompletableFuture<Optional<String>>> typed =
        new ArrayDeque<>(
            List.of(
                new CompletableFuture<>(), CompletableFuture.completedFuture(Optional.of("n"))));
    CompletableFuture<Optional<String>> late = typed.element();
    ReceiveRun receive = receive(Asking.PERSON, "");
    SessionEvents told = told(receive);
    connect(told);
    told.onOffer(offer);
    FakeOffer next = new FakeOffer(Manifests.of("b.txt"));
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> receive.run(watch(), told, typed::remove));
    awaitQuestions(1);
    told.onWithdrawn(offer);
    late.complete(Optional.of("a"));
    told.onOffer(next);
    while (!next.declined()) {
      assertThat(next.accepted()).isEmpty();
      Thread.onSpinWait();
    }
    session.end(SessionEnd.Kind.DONE, "left");
    assertFails(run, Kind.REFUSED, "nothing was accepted");
    assertThat(next.accepted()).isEmpty();
  }

  private void awaitQuestions(int many) {
    while (notes.toString(UTF_8).split("Save it to", -1).length <= many) {
      Thread.onSpinWait();
    }
  }

  private CompletableFuture<ExitCode> run(Asking asking, String typed) {
    ReceiveRun run = receive(asking, typed);
    SessionEvents told = told(run);
    connect(told);
    told.onOffer(offer);
    return CompletableFuture.supplyAsync(() -> run.run(watch(), told, input(typed)));
  }

  private ReceiveRun receive(Asking asking, String typed) {
    return new ReceiveRun(
        events::add,
        terminal(typed),
        new Destination(Path.of("in"), false),
        asking,
        System::nanoTime);
  }

  private SessionEvents told(Arrivals arrivals) {
    return new SessionEvents(new Meeting.ManualOffer(), events::add, false, arrivals);
  }

  private static void connect(SessionEvents told) {
    told.onConnected(FakeSession.newcomer("Anna"), new FakePath(), Duration.ofMillis(3));
  }

  private SessionWatch watch() {
    return new SessionWatch(session, new CompletableFuture<>());
  }

  private void awaitDeclined() {
    while (!offer.declined()) {
      Thread.onSpinWait();
    }
  }

  private List<Event> problems() {
    return events.stream().filter(Event.Problem.class::isInstance).toList();
  }

  private static void assertFails(CompletableFuture<ExitCode> run, Kind kind, String words) {
    assertThatThrownBy(() -> Await.result(run))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(kind);
              assertThat(failure.what()).contains(words);
            });
  }

  private InputLines input(String typed) {
    return new InputLines(terminal(typed));
  }

  private Terminal terminal(String typed) {
    return new Terminal(
        new ByteArrayInputStream(typed.getBytes(UTF_8)),
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
        new PrintStream(notes, true, UTF_8),
        UTF_8,
        false);
  }
}
