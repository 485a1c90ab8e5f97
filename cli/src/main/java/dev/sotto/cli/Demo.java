package dev.sotto.cli;

import dev.sotto.cli.Conversation.Ending;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.RendezvousClient;
import dev.sotto.signal.RendezvousEnd;
import dev.sotto.signal.RendezvousListener;
import dev.sotto.signal.SignalMessage;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The peer in the terminal that a page talks to: it stays in a room, and whoever comes into it is
 * given a conversation. An offer of another session, from a page that was reloaded or that found
 * the connection broken, begins a new one and ends the old.
 *
 * <pre>
 *   waiting ──visitor or offer──▶ connecting ──▶ connected
 *      ▲                             │               │
 *      └──────── visitor left, connection ended ─────┘
 * </pre>
 *
 * <p>Who offers: the one who came second into the room. When both do, the first in the room yields
 * ({@code docs/protocol.md}). A silent path is looked for anew as long as the page is in the room,
 * and given up soon when it is not. Safe for use by several threads.
 */
final class Demo implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration OFFER_AGAIN = Duration.ofSeconds(1);
  private static final Duration GONE_AFTER = Duration.ofSeconds(15);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

  private final URI server;
  private final String room;
  private final PeerConnectionFactory factory;
  private final EventSink events;
  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private boolean closed;
  private boolean outside = true;
  private Duration retry = FIRST_RETRY;
  private boolean cameSecond;
  private boolean present;
  private int absences;
  private @Nullable RendezvousClient client;
  private @Nullable Visit visit;

  /**
   * Makes a peer that is not in the room yet.
   *
   * @param server the rendezvous server's address
   * @param room the room's token, a secret
   * @param factory makes connections; stays the caller's
   * @param events told of everything
   */
  Demo(URI server, String room, PeerConnectionFactory factory, EventSink events) {
    this.server = server;
    this.room = room;
    this.factory = factory;
    this.events = events;
  }

  /**
   * Goes into the room and stays in it, coming back when the server closes it.
   *
   * @return completes when we are in for the first time; fails with a {@link Failure}
   */
  CompletableFuture<Void> join() {
    enter();
    return joined;
  }

  /**
   * Sends one message to the visitor.
   *
   * @param text the message
   * @throws Failure when it was not sent
   */
  void say(String text) {
    Visit present;
    synchronized (this) {
      present = visit;
    }
    if (present == null) {
      throw new Failure(Kind.INTERRUPTED, "nobody is connected; not sent: " + text, "");
    }
    present.conversation().say(text);
  }

  /** Leaves the room and ends the conversation. Harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    if (visit != null) {
      visit.conversation().close();
    }
    if (client != null) {
      client.close();
    }
  }

  private synchronized void enter() {
    if (!closed) {
      client = RendezvousClient.join(server, room, new RoomEvents());
    }
  }

  private synchronized void left(RendezvousEnd end) {
    client = null;
    if (closed) {
      return;
    }
    absent();
    Failure failure = new Failure(Kind.NO_PATH, "not in the room: " + end.message(), "");
    if (joined.completeExceptionally(failure)) {
      return;
    }
    if (!outside) {
      outside = true;
      events.accept(new Event.Problem(failure));
    }
    after(retry).execute(this::enter);
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
  }

  private synchronized void entered(int peers) {
    outside = false;
    retry = FIRST_RETRY;
    present = peers > 1;
    cameSecond = present;
    joined.complete(null);
    if (visit == null && !present) {
      events.accept(new Event.Waiting());
    }
    offerIfItIsOurs();
    if (visit != null && present) {
      visit.visitorArrived();
    }
  }

  private synchronized void visitorArrived() {
    present = true;
    cameSecond = false;
    if (visit == null) {
      newVisit();
    } else {
      visit.visitorArrived();
    }
  }

  private void absent() {
    present = false;
    if (visit != null) {
      endWhenGone(visit);
    }
  }

  /** A page that lost only its way to the server goes on talking. */
  private synchronized void visitorLeft() {
    absent();
    if (visit != null && !visit.conversation().opened().isDone()) {
      visit.conversation().end(new Ending("the page left", Optional.empty()));
    }
  }

  private synchronized void received(SignalMessage message) {
    if (closed) {
      return;
    }
    if (message instanceof SignalMessage.Description described) {
      if (described.description().type() == SessionDescription.Type.OFFER) {
        receivedOffer(described);
      } else if (visit != null && visit.awaitsAnswer()) {
        receivedAnswer(visit, described);
      }
    } else if (message instanceof SignalMessage.Candidate candidate && visit != null) {
      visit.add(candidate.candidate());
    } else if (message instanceof SignalMessage.Restart && visit != null) {
      visit.restartAsked();
    }
  }

  private void receivedOffer(SignalMessage.Description offer) {
    Visit present = visit;
    if (present != null && present.dropsForOurs(offer, cameSecond)) {
      return;
    }
    if (present == null || !present.takes(offer)) {
      replace("the page connects anew");
      present = newVisit();
    }
    present.answer(offer);
  }

  private void receivedAnswer(Visit present, SignalMessage.Description answer) {
    if (present.isForeign(answer)) {
      replace("the page connects anew");
      newVisit().offer();
    } else {
      present.accept(answer);
    }
  }

  private synchronized void offerIfItIsOurs() {
    if (!closed && visit == null && present && cameSecond) {
      newVisit().offer();
    }
  }

  private synchronized void restartNeeded(Visit silent) {
    if (closed || visit != silent) {
      return;
    }
    if (present) {
      silent.restart();
    } else {
      endWhenGone(silent);
    }
  }

  /** A page that is neither in the room nor heard on the path is given up. */
  private void endWhenGone(Visit absent) {
    if (absent.conversation().isSilent()) {
      int absence = ++absences;
      after(GONE_AFTER).execute(() -> endIfGone(absent, absence));
    }
  }

  private synchronized void endIfGone(Visit absent, int absence) {
    if (!present && absences == absence && absent.conversation().isSilent()) {
      String reason = "the other side is gone";
      Failure told = new Failure(Kind.INTERRUPTED, reason, "");
      absent.conversation().end(new Ending(reason, Optional.of(told)));
    }
  }

  private Visit newVisit() {
    Visit fresh = new Visit(factory, events, new ToRoom());
    visit = fresh;
    fresh.conversation().begin();
    CompletableFuture<Void> unused =
        fresh.conversation().ended().thenAccept(ending -> ended(fresh, ending));
    return fresh;
  }

  /** Ends the present conversation for the next one. */
  private void replace(String reason) {
    Visit old = visit;
    if (old != null) {
      visit = null;
      old.conversation().end(new Ending(reason, Optional.empty()));
      events.accept(new Event.Disconnected(reason));
    }
  }

  private synchronized void ended(Visit over, Ending ending) {
    if (closed || visit != over) {
      return;
    }
    visit = null;
    ending.failure().ifPresent(failure -> events.accept(new Event.Problem(failure)));
    events.accept(new Event.Disconnected(ending.reason()));
    events.accept(new Event.Waiting());
    after(OFFER_AGAIN).execute(this::offerIfItIsOurs);
  }

  private static Executor after(Duration wait) {
    return CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void send(Visit from, SignalMessage message) {
    boolean lost = visit == from && client != null && !client.send(message);
    if (lost && !from.conversation().opened().isDone()) {
      from.conversation()
          .end(new Ending("the rendezvous server does not take our messages", Optional.empty()));
    }
  }

  private final class ToRoom implements Visit.Room {
    @Override
    public void send(Visit from, SignalMessage message) {
      Demo.this.send(from, message);
    }

    @Override
    public void restartNeeded(Visit silent) {
      Demo.this.restartNeeded(silent);
    }
  }

  private final class RoomEvents implements RendezvousListener {
    @Override
    public void onJoined(int peers) {
      entered(peers);
    }

    @Override
    public void onPeerArrived() {
      visitorArrived();
    }

    @Override
    public void onMessage(SignalMessage message) {
      received(message);
    }

    @Override
    public void onPeerLeft() {
      visitorLeft();
    }

    @Override
    public void onClosed(RendezvousEnd end) {
      left(end);
    }
  }
}
