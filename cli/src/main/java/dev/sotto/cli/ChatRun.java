package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionEnd;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * A chat from the meeting to the end: what is entered goes to the other side, or is a command. The
 * end of input, {@code /quit}, or either side's leaving ends it. Runs on the main thread.
 */
final class ChatRun {
  /** More than anybody types before somebody comes. */
  private static final int MOST_EARLY = 1000;

  private final Talk session;
  private final SessionEvents told;
  private final ReadAhead input;
  private final EventSink events;
  private final Terminal terminal;
  private final Manners manners;
  private final TransferList transfers;
  private final ChatCommands commands;
  private final SessionWatch watch;
  private final Queue<Entered> early = new ArrayDeque<>();
  private boolean isAtEnd;

  /**
   * Makes a run.
   *
   * @param session what is talked in; stays the caller's
   * @param told what tells of it
   * @param input what is entered
   * @param events told of what goes wrong
   * @param terminal where a person is asked
   * @param transfers what is offered and on its way
   * @param manners what is a message, and when it is over
   */
  ChatRun(
      Talk session,
      SessionEvents told,
      Lines input,
      EventSink events,
      Terminal terminal,
      TransferList transfers,
      Manners manners) {
    this.session = session;
    this.told = told;
    this.input = new ReadAhead(input);
    this.events = events;
    this.terminal = terminal;
    this.manners = manners;
    this.watch = new SessionWatch(session, terminal.outputLost());
    this.transfers = transfers;
    this.commands = new ChatCommands(session, told, events, terminal, transfers);
  }

  /**
   * What is a message, and when it is over.
   *
   * @param script whether every line is a message, none a command, and nobody is asked
   * @param person whether somebody is there to be asked
   * @param answerExpected whether the first line is the other side's answer to ours
   * @param stay whether the end of input is not the end
   */
  record Manners(boolean script, boolean person, boolean answerExpected, boolean stay) {}

  /**
   * Chats.
   *
   * @return the exit code for success, or at the end of input for the first transfer that failed,
   *     which was told
   * @throws Failure when the session fails
   * @throws CodePrompt.Cancelled on Ctrl-C at the prompt, after the other side was told
   */
  ExitCode run() {
    try {
      return begin();
    } catch (CodePrompt.Cancelled e) {
      interrupt(session);
      throw e;
    }
  }

  private ExitCode begin() {
    if (manners.answerExpected()) {
      CarriedAnswer.take(watch, input, events, manners.person());
    }
    if (manners.person() && leavesEarly()) {
      noteUnsent();
      Optional<SessionEnd> unused = watch.leave();
      return ExitCode.DONE;
    }
    watch.await(told.connected());
    boolean left = false;
    if (told.connected().isDone() && !watch.isOver()) {
      if (manners.person() && !isAtEnd) {
        nameContact(Await.result(told.connected()));
      }
      left = talk();
    }
    if (manners.stay() && !left) {
      watch.await();
    }
    if (watch.isOver()) {
      over();
      return left ? ExitCode.DONE : exit(transfers.settled());
    }
    return leave(left);
  }

  /** Ends the session as soon as the other side has been told; for a signal. */
  static void interrupt(Talk session) {
    session.close();
    session.ended().join();
  }

  /** What is said of a message that cannot be sent. */
  static Failure tooLong() {
    return new Failure(
        Kind.USAGE,
        "a message may have "
            + Session.MAX_TEXT_BYTES
            + " bytes; this one is longer and was not sent",
        "");
  }

  /**
   * Keeps what is entered before somebody is there, so that it answers no question.
   *
   * @return whether the person does not want to wait for anybody
   */
  private boolean leavesEarly() {
    while (!told.connected().isDone() && !watch.isOver() && early.size() < MOST_EARLY) {
      CompletableFuture<Optional<String>> next = input.begin();
      watch.await(told.connected(), next);
      if (next.isDone()) {
        Optional<String> line = Await.result(input.next());
        if (line.isEmpty()) {
          isAtEnd = true;
          return early.isEmpty() && !manners.stay();
        }
        if (line.flatMap(Entered::parse).filter(this::isFarewell).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isFarewell(Entered what) {
    if (what instanceof Entered.Help) {
      commands.obey(what);
    } else if (!(what instanceof Entered.Quit)) {
      if (early.isEmpty()) {
        terminal.note("Nobody is there yet; what you enter waits until somebody is");
      }
      early.add(what);
    }
    return what instanceof Entered.Quit;
  }

  /** Says whether the person wants to leave. */
  private boolean talk() {
    for (Entered what = early.poll(); what != null; what = early.poll()) {
      if (leaves(what)) {
        return true;
      }
    }
    while (!isAtEnd) {
      Optional<String> line = watch.next(input);
      if (line.isEmpty()) {
        return false;
      }
      Optional<Entered> entered =
          manners.script() ? Optional.of(new Entered.Line(line.get())) : Entered.parse(line.get());
      if (entered.isPresent() && leaves(entered.get())) {
        return true;
      }
    }
    return false;
  }

  private boolean leaves(Entered what) {
    if (what instanceof Entered.Line it) {
      say(it.text());
    } else if (!(what instanceof Entered.Quit)) {
      commands.obey(what);
    }
    return what instanceof Entered.Quit;
  }

  /** Blocks while too much waits for its receipt. */
  private void say(String text) {
    try {
      OptionalLong id = session.send(text);
      while (id.isEmpty() && !watch.isOver()) {
        watch.await(session.whenWritable());
        id = watch.isOver() ? id : session.send(text);
      }
      id.ifPresent(told.receipts()::sent);
    } catch (IllegalArgumentException e) {
      events.accept(new Event.Problem(tooLong()));
    } catch (IllegalStateException e) {
      events.accept(
          new Event.Problem(
              new Failure(Kind.INTERRUPTED, "the other side is gone; not sent: " + text, "")));
    }
  }

  /** A key met for the first time is remembered under a name that the person chooses. */
  private void nameContact(PeerIdentity peer) {
    if (!ChatCommands.mayBeRemembered(peer) || told.manual()) {
      return;
    }
    String usual = peer.nameToRemember();
    while (true) {
      terminal.ask("Remember this key as (Enter: " + PeerText.line(usual) + ", -: not at all): ");
      Optional<String> line = watch.next(input);
      if (line.isEmpty() || line.get().strip().equals("-")) {
        return;
      }
      String name = line.get().isBlank() ? usual : line.get().strip();
      if (commands.remember(name)) {
        return;
      }
    }
  }

  private void over() {
    SessionEnd end = watch.end();
    Optional<Failure> failure = Failure.of(end);
    if (told.connected().isDone()) {
      events.accept(new Event.Disconnected(end.sentence()));
    }
    noteUnsent();
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void noteUnsent() {
    if (!early.isEmpty()) {
      terminal.note("Nobody was there for what you entered; it was not sent");
    }
  }

  /**
   * Everything said so far arrives first, however long that takes while there is hope; and what is
   * on its way, unless a person does not want to wait for that.
   */
  private ExitCode leave(boolean atOnce) {
    watch.await(told.receipts().settled());
    CompletableFuture<Optional<Failure>> settled =
        atOnce ? CompletableFuture.completedFuture(Optional.empty()) : transfers.settled();
    if (!settled.isDone() && manners.person()) {
      terminal.note("Leaving when all that is on its way is there; Ctrl-C leaves at once");
    }
    watch.await(settled);
    ExitCode exit = exit(settled);
    if (watch.isOver()) {
      over();
      return exit;
    }
    Optional<Failure> failure = watch.leave().flatMap(Failure::of);
    events.accept(new Event.Disconnected("end of input"));
    if (failure.isPresent()) {
      throw failure.get();
    }
    return exit;
  }

  /** What is said of the files: what is still on its way when the session is over got nowhere. */
  private static ExitCode exit(CompletableFuture<Optional<Failure>> settled) {
    return settled.isDone()
        ? Await.result(settled).map(failure -> failure.kind().exitCode()).orElse(ExitCode.DONE)
        : ExitCode.INTERRUPTED;
  }
}
