package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.ChatRun.Manners;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatRunTest {
  private static final Manners SCRIPT = new Manners(true, false, false, false);
  private static final Manners PIPE = new Manners(false, false, false, false);
  private static final Manners STAYING = new Manners(false, false, false, true);
  private static final Manners PERSON = new Manners(false, true, false, false);

  private final FakeSession session = new FakeSession();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private final TransferList transfers =
      new TransferList(
          events::add,
          new Destination(Path.of("in"), false),
          TransferList.Answer.ASK,
          System::nanoTime);
  private final SessionEvents told =
      new SessionEvents(new Meeting.ManualOffer(), events::add, false);

  @Test
  void everyLineOfAScriptIsAMessage() {
    connect(FakeSession.newcomer("Anna"));
    told.receipts().arrived(4);
    assertThat(chat("/quit\n\n//x\n/verify\n", SCRIPT).run()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked())
        .containsExactly("send /quit", "send ", "send //x", "send /verify", "close");
    assertThat(events).last().isEqualTo(new Event.Disconnected("end of input"));
  }

  @Test
  void aPersonEntersLinesAndCommands() {
    connect(FakeSession.newcomer("Anna"));
    told.receipts().arrived(2);
    chat("\n\nhello\n/verify\n/verify yes\n//x\n/trust Anna B\n/quit\nnever\n", PIPE).run();
    assertThat(session.asked())
        .containsExactly("send hello", "phrase true", "send /x", "pin Anna B", "close");
    assertThat(events).contains(new Event.Phrase(FakeSession.WORDS));
  }

  @Test
  void filesAreOfferedAsTheyAreTyped() {
    connect(FakeSession.newcomer("Anna"));
    session.outgoing().end(SessionEnd.Kind.DONE, "done");
    chat("/send 'a b.txt' c\\ d.txt \"e\"\n", PIPE).run();
    assertThat(session.asked()).containsExactly("offer [a b.txt, c d.txt, e]", "close");
  }

  @Test
  void whatIsOnItsWayAtTheEndOfInputArrivesFirst() {
    connect(FakeSession.newcomer("Anna"));
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> chat("/send a.txt\n", PIPE).run());
    session.offered().join();
    told.onText(1, "Anna", "how long will it take?");
    assertThat(session.asked()).containsExactly("offer [a.txt]");
    session.outgoing().end(SessionEnd.Kind.DONE, "done");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked()).containsExactly("offer [a.txt]", "close");
  }

  @Test
  void whatDoesNotArriveAfterTheEndOfInputIsAFailure() {
    connect(FakeSession.newcomer("Anna"));
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> chat("/send a.txt\n", PIPE).run());
    session.offered().join();
    session.outgoing().end(SessionEnd.Kind.REFUSED, "the other side declined");
    assertThat(run.join()).isEqualTo(ExitCode.REFUSED);
    assertThat(problem().what()).isEqualTo("the other side declined");
  }

  @Test
  void whatFailedBeforeTheOtherSideLeftIsAFailureToo() {
    connect(FakeSession.newcomer("Anna"));
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> chat("/send a.txt\n", STAYING).run());
    session.offered().join();
    session.outgoing().end(SessionEnd.Kind.REFUSED, "the other side declined");
    session.end(SessionEnd.Kind.DONE, "left");
    assertThat(run.join()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void whatThePersonCancelledIsNoFailure() {
    connect(FakeSession.newcomer("Anna"));
    assertThat(chat("/send a.txt\n/cancel\n", PIPE).run()).isEqualTo(ExitCode.DONE);
    assertThat(problem().what()).isEqualTo("cancelled");
  }

  @Test
  void whoQuitsDoesNotWaitForFiles() {
    connect(FakeSession.newcomer("Anna"));
    assertThat(chat("/send a.txt\n/quit\n", PIPE).run()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked()).containsExactly("offer [a.txt]", "close");
  }

  @Test
  void filesAreNotOfferedToWhoTakesNone() {
    connect(FakeSession.newcomer("Anna"));
    session.peerTakes(Ability.CHAT);
    chat("/send a.txt\n", PIPE).run();
    assertThat(session.asked()).containsExactly("close");
    assertThat(problem().what()).isEqualTo("the other side takes no files");
  }

  @Test
  void ctrlCAtThePromptTakesLeave() {
    connect(FakeSession.newcomer("Anna"));
    Lines cancelled = () -> CompletableFuture.failedFuture(new CodePrompt.Cancelled());
    ChatRun chat =
        new ChatRun(session, told, cancelled, events::add, terminal(""), transfers, PIPE);
    assertThatThrownBy(chat::run).isInstanceOf(CodePrompt.Cancelled.class);
    assertThat(session.asked()).containsExactly("close");
  }

  @Test
  void whatLooksLikeACommandIsNotSent() {
    connect(FakeSession.newcomer("Anna"));
    chat("/quitt\n", PIPE).run();
    assertThat(session.asked()).containsExactly("close");
    assertThat(problem().what()).contains("/quitt", "nothing was sent");
  }

  @Test
  void wordsThatDifferEndIt() {
    connect(FakeSession.newcomer("Anna"));
    assertThatThrownBy(() -> chat("/verify no\nhello\n", PIPE).run())
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION));
    assertThat(session.asked()).containsExactly("phrase false");
  }

  @Test
  void nothingIsReadBeforeSomebodyIsThere() {
    session.end(SessionEnd.Kind.AUTHENTICATION, "wrong code, or somebody interferes");
    ChatRun chat = chat("hello\n", SCRIPT);
    assertThatThrownBy(chat::run)
        .isInstanceOf(Failure.class)
        .hasMessage("wrong code, or somebody interferes");
    assertThat(session.asked()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void theEndWaitsForTheLastReceipt() {
    connect(FakeSession.newcomer("Anna"));
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> chat("one\ntwo\n", SCRIPT).run());
    told.onDelivered(1);
    assertThat(run).isNotDone();
    told.onDelivered(2);
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(events)
        .containsSubsequence(
            new Event.Delivered("1"),
            new Event.Delivered("2"),
            new Event.Disconnected("end of input"));
  }

  @Test
  void linesThatNobodyConfirmedAreAFailure() {
    connect(FakeSession.newcomer("Anna"));
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> chat("one\n", SCRIPT).run());
    session.end(SessionEnd.Kind.INTERRUPTED, "the other side is gone");
    assertThatThrownBy(() -> Await.result(run))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED));
  }

  @Test
  void aFullSessionIsWaitedFor() {
    connect(FakeSession.newcomer("Anna"));
    told.receipts().arrived(1);
    session.fill();
    CompletableFuture<ExitCode> run =
        CompletableFuture.supplyAsync(() -> chat("one\n", SCRIPT).run());
    session.drain();
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked()).containsExactly("send one", "close");
  }

  @Test
  void aMessageThatIsTooLongIsRefusedAndTheChatGoesOn() {
    connect(FakeSession.newcomer("Anna"));
    told.receipts().arrived(1);
    chat("x".repeat(Session.MAX_TEXT_BYTES + 1) + "\nshort\n", SCRIPT).run();
    assertThat(problem().kind()).isEqualTo(Kind.USAGE);
    assertThat(session.asked()).containsExactly("send short", "close");
  }

  @Test
  void aWrongAnswerEndsAScriptAndIsAskedAgainOfAPerson() {
    Manners script = new Manners(true, false, true, false);
    assertThatThrownBy(() -> chat("wrong\nright\n", script).run())
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.USAGE));

    connect(FakeSession.newcomer("Anna"));
    chat("wrong\n\n right \n", new Manners(false, true, true, false)).run();
    assertThat(session.asked())
        .containsExactly("answer wrong", "answer wrong", "answer right", "close");
    assertThat(problem().what()).contains("not the answer");
  }

  @Test
  void aNewKeyIsRememberedUnderANameThatThePersonChooses() {
    SessionEvents paired = direct();
    connect(paired, FakeSession.newcomer("Anna\u001b"));
    chat(paired, "taken\nAnna B\n", PERSON).run();
    assertThat(session.asked()).containsExactly("pin taken", "pin Anna B", "close");
    assertThat(notes.toString(UTF_8)).contains("(Enter: peer 6668, -: not at all)");
  }

  @Test
  void whatIsEnteredBeforeSomebodyIsThereIsSentAndAnswersNothing() {
    SessionEvents paired = direct();
    Keyboard keyboard = new Keyboard();
    CompletableFuture<ExitCode> run = run(paired, keyboard);
    keyboard.enter("one");
    keyboard.enter("/send a.txt");
    assertThat(notes.toString(UTF_8)).containsOnlyOnce("Nobody is there yet");
    assertThat(session.asked()).isEmpty();
    paired.receipts().arrived(9);
    connect(paired, FakeSession.newcomer("Anna"));
    awaitNote("Remember this key");
    keyboard.enter("Anna B");
    keyboard.enter("two");
    keyboard.enter("/quit");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked())
        .containsExactly("pin Anna B", "send one", "offer [a.txt]", "send two", "close");
  }

  @Test
  void whoDoesNotWantToWaitMayLeave() {
    Keyboard keyboard = new Keyboard();
    CompletableFuture<ExitCode> run = run(direct(), keyboard);
    keyboard.enter("/help");
    assertThat(notes.toString(UTF_8)).contains("/quit");
    keyboard.enter("/quit");
    assertThat(run.join()).isEqualTo(ExitCode.DONE);
    assertThat(session.asked()).containsExactly("close");
    assertThat(events).isEmpty();
  }

  @Test
  void whatWasEnteredForNobodyIsSaidNotToBeSent() {
    Keyboard keyboard = new Keyboard();
    CompletableFuture<ExitCode> run = run(direct(), keyboard);
    keyboard.enter("hello");
    session.end(SessionEnd.Kind.AUTHENTICATION, "somebody tried a wrong code");
    assertThatThrownBy(() -> Await.result(run)).hasMessage("somebody tried a wrong code");
    assertThat(notes.toString(UTF_8)).contains("it was not sent");
  }

  @Test
  void nobodyIsRememberedWhenLinesWereCarriedUntilThePhraseWasCompared() {
    connect(FakeSession.newcomer("Anna"));
    told.receipts().arrived(1);
    chat("hello\n", PERSON).run();
    assertThat(session.asked()).containsExactly("send hello", "close");
  }

  @Test
  void anEmptyLineTakesTheDisplayNameAndAHyphenNone() {
    SessionEvents paired = direct();
    connect(paired, FakeSession.newcomer("Anna"));
    chat(paired, "\n", PERSON).run();
    assertThat(session.asked()).containsExactly("pin Anna", "close");

    FakeSession other = new FakeSession();
    SessionEvents again = direct();
    connect(again, FakeSession.newcomer("Anna"));
    new ChatRun(other, again, input("-\n"), events::add, terminal("-\n"), transfers, PERSON).run();
    assertThat(other.asked()).containsExactly("close");
  }

  @Test
  void aLookAlikeIsNeverRememberedByItself() {
    PeerIdentity anna = FakeSession.newcomer("Anna");
    PeerIdentity impostor =
        new PeerIdentity(
            "Anna",
            anna.key(),
            anna.kind(),
            Optional.empty(),
            true,
            Optional.empty(),
            false,
            false,
            List.of("Anna"));
    SessionEvents paired = direct();
    connect(paired, impostor);
    chat(paired, "\n/trust Anna2\n", PERSON).run();
    assertThat(session.asked()).containsExactly("pin Anna2", "close");
    assertThat(events)
        .filteredOn(Event.Warning.class::isInstance)
        .singleElement()
        .asString()
        .contains("THIS IS NOT Anna");
  }

  private void connect(PeerIdentity peer) {
    connect(told, peer);
  }

  private static void connect(SessionEvents told, PeerIdentity peer) {
    told.onConnected(peer, new FakePath(), Duration.ofMillis(3));
  }

  private SessionEvents direct() {
    return new SessionEvents(
        new Meeting.Listen(HostPort.toListen("4000"), "chat"), events::add, false);
  }

  private Failure problem() {
    return events.stream()
        .filter(Event.Problem.class::isInstance)
        .map(event -> ((Event.Problem) event).failure())
        .findFirst()
        .orElseThrow();
  }

  private CompletableFuture<ExitCode> run(SessionEvents meeting, Keyboard keyboard) {
    ChatRun chat =
        new ChatRun(session, meeting, keyboard, events::add, terminal(""), transfers, PERSON);
    return CompletableFuture.supplyAsync(chat::run);
  }

  private void awaitNote(String text) {
    while (!notes.toString(UTF_8).contains(text)) {
      Thread.onSpinWait();
    }
  }

  /** Enters a line when somebody waits for one, and is back when it was taken. */
  private static final class Keyboard implements Lines {
    private final BlockingQueue<CompletableFuture<Optional<String>>> wanted =
        new LinkedBlockingQueue<>();

    @Override
    public CompletableFuture<Optional<String>> next() {
      CompletableFuture<Optional<String>> line = new CompletableFuture<>();
      wanted.add(line);
      return line;
    }

    void enter(String line) {
      try {
        CompletableFuture<Optional<String>> next = wanted.take();
        next.complete(Optional.of(line));
        if (!line.equals("/quit")) {
          wanted.put(wanted.take());
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private ChatRun chat(String typed, Manners manners) {
    return chat(told, typed, manners);
  }

  private ChatRun chat(SessionEvents meeting, String typed, Manners manners) {
    return new ChatRun(
        session, meeting, input(typed), events::add, terminal(typed), transfers, manners);
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
