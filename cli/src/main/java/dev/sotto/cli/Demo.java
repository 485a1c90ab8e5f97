package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.SessionEnd;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The peer in the terminal that a page talks to: it invites, and when a session has ended for good
 * it invites again, with a new code. A page that is reloaded comes back to its session. Safe for
 * use by several threads.
 */
final class Demo implements AutoCloseable {
  /** Should inviting fail at once, again and again, it is not done faster than this. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Messenger messenger;
  private final URI server;
  private final EventSink events;
  private final boolean phraseAtOnce;
  private final Supplier<TransferList> lists;
  private @Nullable TransferList transfers;
  private @Nullable Talk session;
  private @Nullable SessionEvents told;
  private boolean closed;

  /**
   * Makes a peer that has not invited yet.
   *
   * @param messenger makes the sessions; stays the caller's
   * @param server where to invite
   * @param events told of everything
   * @param phraseAtOnce whether the phrase is told without being asked for
   * @param lists makes a list of transfers for each session
   */
  Demo(
      Messenger messenger,
      URI server,
      EventSink events,
      boolean phraseAtOnce,
      Supplier<TransferList> lists) {
    this.lists = lists;
    this.messenger = messenger;
    this.server = server;
    this.events = events;
    this.phraseAtOnce = phraseAtOnce;
  }

  /** Invites, and goes on inviting until this is closed. */
  void invite() {
    TransferList list = lists.get();
    SessionEvents fresh =
        new SessionEvents(new Meeting.Invite(server, "chat", false), events, phraseAtOnce, list);
    Talk begun;
    synchronized (this) {
      if (closed) {
        return;
      }
      begun = fresh.begin(messenger);
      told = fresh;
      transfers = list;
      session = begun;
    }
    CompletableFuture<Void> unused = begun.ended().thenAccept(end -> ended(fresh, end));
  }

  /**
   * Sends one line to the page. Blocks while too many wait for their receipt.
   *
   * @param text the line
   * @throws Failure when it was not sent
   */
  void say(String text) {
    Talk present = present().orElseThrow(() -> nobody(text));
    try {
      OptionalLong id = present.send(text);
      while (id.isEmpty()) {
        Await.any(present.whenWritable());
        id = present.send(text);
      }
    } catch (IllegalArgumentException e) {
      throw ChatRun.tooLong();
    } catch (IllegalStateException e) {
      throw nobody(text);
    }
  }

  /** What else can be entered holds for the page that is there; empty when none is. */
  synchronized Optional<ChatCommands> commands(Terminal terminal) {
    SessionEvents now = told;
    TransferList list = transfers;
    return now == null || list == null
        ? Optional.empty()
        : present().map(it -> new ChatCommands(it, now, events, terminal, list));
  }

  /** Takes leave of the page. Harmless when repeated. */
  @Override
  public void close() {
    Talk last;
    synchronized (this) {
      closed = true;
      last = session;
    }
    if (last != null) {
      ChatRun.interrupt(last);
    }
  }

  private synchronized Optional<Talk> present() {
    SessionEvents now = told;
    return now == null || now.route().isEmpty() // known before anybody is told
        ? Optional.empty()
        : Optional.ofNullable(session);
  }

  private void ended(SessionEvents over, SessionEnd end) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    Failure.of(end).ifPresent(failure -> events.accept(new Event.Problem(failure)));
    if (over.connected().isDone()) {
      events.accept(new Event.Disconnected(end.sentence()));
    }
    after(over.connected().isDone() ? Duration.ZERO : PAUSE).execute(this::invite);
  }

  private static Failure nobody(String text) {
    return new Failure(Kind.INTERRUPTED, "nobody is connected; not sent: " + text, "");
  }

  private static Executor after(Duration wait) {
    return CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
