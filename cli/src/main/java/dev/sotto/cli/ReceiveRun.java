package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.Transfer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes offers of files, one after another, until the other side leaves. Runs on the main thread;
 * offers come from the session.
 */
final class ReceiveRun implements Arrivals {
  private final EventSink events;
  private final Terminal terminal;
  private final Destination destination;
  private final Asking asking;
  private final LongSupplier nanos;
  private final Deque<Waiting> offers = new ArrayDeque<>();
  private CompletableFuture<Void> arrival = new CompletableFuture<>();
  private int complete;
  private int declined;
  private @Nullable Waiting asked;
  private boolean unanswered; // What was asked last, so that an answer to it may still come.
  private @Nullable Failure failed;
  private CompletableFuture<Void> failure = new CompletableFuture<>();

  /**
   * Makes a run.
   *
   * @param events told of everything
   * @param terminal where a person is asked
   * @param destination where files go
   * @param asking who decides
   * @param nanos a clock that only goes forward
   */
  ReceiveRun(
      EventSink events,
      Terminal terminal,
      Destination destination,
      Asking asking,
      LongSupplier nanos) {
    this.events = events;
    this.terminal = terminal;
    this.destination = destination;
    this.asking = asking;
    this.nanos = nanos;
  }

  /** Who decides about an offer. */
  enum Asking {
    /** A person at the terminal. */
    PERSON,
    /** Nobody: all of it is accepted. */
    ACCEPT,
    /** Nobody: that is a mistake. */
    NOBODY
  }

  /** An offer that was announced; done when it was taken back. */
  private record Waiting(Offer offer, Listing listing, CompletableFuture<Void> withdrawn) {
    boolean isGone() {
      return withdrawn.isDone();
    }
  }

  @Override
  public void offered(String from, Offer offer) {
    Listing listing = new Listing(offer.manifest());
    CompletableFuture<Void> waiting;
    tell(new TransferEvent.Offered(offer.id(), 0, from, listing));
    synchronized (this) {
      offers.add(new Waiting(offer, listing, new CompletableFuture<>()));
      waiting = arrival;
    }
    waiting.complete(null);
  }

  @Override
  public void withdrawn(Offer offer) {
    Waiting now;
    synchronized (this) {
      offers.removeIf(it -> it.offer().equals(offer));
      now = asked;
    }
    tell(TransferEvent.Declined.withdrawn(offer));
    if (now != null && now.offer().equals(offer)) {
      now.withdrawn().complete(null);
    }
  }

  /**
   * Receives.
   *
   * @param watch the session; stays the caller's
   * @param told what tells of it
   * @param input where a person answers
   * @return the exit code for success
   * @throws Failure when something that was accepted is not there, or nothing was
   */
  ExitCode run(SessionWatch watch, SessionEvents told, Lines input) {
    ReadAhead answers = new ReadAhead(input);
    watch.await(told.connected());
    while (!watch.isOver()) {
      Optional<Waiting> next = next(watch);
      if (next.isPresent()) {
        decide(next.get(), watch, answers);
      }
      Optional<Failure> wrong = failed();
      if (wrong.isPresent()) {
        Optional<SessionEnd> unused = watch.leave();
        throw wrong.get();
      }
    }
    return over(watch, told);
  }

  /** The next offer; empty when something else happened. */
  private Optional<Waiting> next(SessionWatch watch) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      asked = offers.poll();
      if (asked != null) {
        return Optional.of(asked);
      }
      arrival = new CompletableFuture<>();
      waiting = arrival;
    }
    watch.await(waiting, failure);
    synchronized (this) {
      asked = offers.poll();
      return Optional.ofNullable(asked);
    }
  }

  private void decide(Waiting waiting, SessionWatch watch, ReadAhead input) {
    switch (asking) {
      case ACCEPT -> accept(waiting, Optional.empty());
      case NOBODY -> {
        decline(waiting, "nobody is asked, and there is no --yes");
        Optional<SessionEnd> unused = watch.leave();
        throw new Failure(
            Kind.USAGE,
            "files were offered and declined, as nobody can be asked",
            "--yes accepts them without a question");
      }
      case PERSON -> ask(waiting, watch, input);
    }
  }

  private void ask(Waiting waiting, SessionWatch watch, ReadAhead input) {
    forgetLateAnswer(input);
    while (!waiting.isGone() && !watch.isOver()) {
      terminal.ask(
          "Save it to "
              + PeerText.line(destination.directory().toAbsolutePath().normalize().toString())
              + "? [a]ll, [s]ome, [n]one, [l]ist: ");
      Optional<String> line = answer(waiting, watch, input);
      if (line.isEmpty() && (watch.isOver() || waiting.isGone())) {
        return;
      }
      switch (line.map(it -> it.strip().toLowerCase(Locale.ROOT)).orElse("n")) {
        case "a", "all", "y", "yes" -> {
          accept(waiting, Optional.empty());
          return;
        }
        case "s", "some" -> {
          if (some(waiting, watch, input)) {
            return;
          }
        }
        case "n", "none", "no" -> {
          decline(waiting, "");
          return;
        }
        case "l", "list" -> waiting.listing().lines(true).forEach(terminal::note);
        default -> terminal.note("Enter a, s, n or l");
      }
    }
  }

  /** Says whether it was accepted: not when the person thought better of it. */
  private boolean some(Waiting waiting, SessionWatch watch, ReadAhead input) {
    terminal.ask("Which (for instance 1,3-5 or *.pdf; all): ");
    Optional<String> line = answer(waiting, watch, input).filter(it -> !it.isBlank());
    if (line.isEmpty()) {
      return false;
    }
    try {
      accept(waiting, Selection.parse(line.get(), waiting.listing().manifest()));
      return true;
    } catch (Failure e) {
      events.accept(new Event.Problem(e));
      return false;
    }
  }

  /** What the person enters; empty when there is nobody, or nothing to be answered any more. */
  private Optional<String> answer(Waiting waiting, SessionWatch watch, ReadAhead input) {
    watch.await(input.begin(), waiting.withdrawn());
    if (waiting.isGone()) {
      unanswered = true;
      return Optional.empty();
    }
    return watch.next(input);
  }

  /** An answer that came too late for an offer that is gone is none to the next one. */
  private void forgetLateAnswer(ReadAhead input) {
    if (unanswered && input.begin().isDone() && Await.result(input.begin()).isPresent()) {
      Optional<String> unused = Await.result(input.next());
    }
    unanswered = false;
  }

  private void accept(Waiting waiting, Optional<Set<Integer>> chosen) {
    TransferTeller teller =
        new TransferTeller(
            events, nanos, waiting.listing().name(chosen), Optional.of(destination.directory()));
    try {
      Transfer transfer = waiting.offer().accept(destination.options(chosen), teller);
      CompletableFuture<Void> unused = transfer.ended().thenAccept(end -> ended(Failure.of(end)));
    } catch (IllegalStateException e) {
      return; // it was taken back, which is told
    }
  }

  private void decline(Waiting waiting, String reason) {
    waiting.offer().decline();
    synchronized (this) {
      declined++;
    }
    tell(new TransferEvent.Declined(waiting.offer().id(), reason));
  }

  private void ended(Optional<Failure> how) {
    synchronized (this) {
      if (how.isEmpty()) {
        complete++;
        return;
      }
      if (failed == null) {
        failed = how.get();
      }
    }
    failure.complete(null);
  }

  private synchronized Optional<Failure> failed() {
    return Optional.ofNullable(failed);
  }

  private ExitCode over(SessionWatch watch, SessionEvents told) {
    SessionEnd end = watch.end();
    if (told.connected().isDone()) {
      events.accept(new Event.Disconnected(end.sentence()));
    }
    Optional<Failure> wrong = failed().or(() -> Failure.of(end));
    if (wrong.isPresent()) {
      throw wrong.get();
    }
    synchronized (this) {
      if (complete > 0) {
        return ExitCode.DONE;
      }
      throw new Failure(
          Kind.REFUSED,
          declined > 0 ? "nothing was accepted" : "the other side left without sending anything",
          "");
    }
  }

  private void tell(TransferEvent event) {
    events.accept(new Event.OfTransfer(event));
  }
}
