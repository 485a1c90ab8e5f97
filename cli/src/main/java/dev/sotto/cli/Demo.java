package dev.sotto.cli;

import dev.sotto.cli.Conversation.Ending;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.RendezvousClient;
import dev.sotto.signal.RendezvousEnd;
import dev.sotto.signal.RendezvousListener;
import dev.sotto.signal.SignalMessage;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
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
 * ({@code docs/protocol.md}). Safe for use by several threads.
 */
final class Demo implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration OFFER_AGAIN = Duration.ofSeconds(1);
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

  /** One visitor: the conversation, and how far its negotiation is. */
  private final class Visit {
    private final Conversation conversation;
    private boolean offered;
    private boolean ignoring;
    private Optional<String> session = Optional.empty();

    Visit() {
      conversation =
          new Conversation(
              factory,
              events,
              InstantSource.system(),
              candidate -> send(this, new SignalMessage.Candidate(candidate)));
    }
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
    present.conversation.say(text);
  }

  /** Leaves the room and ends the conversation. Harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    if (visit != null) {
      visit.conversation.close();
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
    present = false;
    if (closed) {
      return;
    }
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
  }

  private synchronized void visitorArrived() {
    present = true;
    cameSecond = false;
    if (visit == null) {
      newVisit();
    }
  }

  /** A page that lost only its way to the server goes on talking. */
  private synchronized void visitorLeft() {
    present = false;
    if (visit != null && !visit.conversation.opened().isDone()) {
      visit.conversation.end(new Ending("the page left", Optional.empty()));
    }
  }

  private synchronized void received(SignalMessage message) {
    if (closed) {
      return;
    }
    if (message instanceof SignalMessage.Candidate candidate) {
      if (visit != null && !visit.ignoring) {
        CompletableFuture<Void> unused =
            visit.conversation.connection().addIceCandidate(candidate.candidate());
      }
    } else if (message instanceof SignalMessage.Description described) {
      if (described.description().type() == SessionDescription.Type.OFFER) {
        receivedOffer(described);
      } else if (visit != null && visit.offered && visit.session.isEmpty()) {
        accept(visit, described);
      }
    }
  }

  private void receivedOffer(SignalMessage.Description offer) {
    Visit present = visit;
    boolean collides = present != null && present.offered && present.session.isEmpty();
    if (present != null && collides && cameSecond) {
      present.ignoring = true; // The page, which was here first, yields.
      return;
    }
    if (present == null || collides || isOther(offer.session(), present.session)) {
      replace("the page connects anew");
      present = newVisit();
    }
    answer(present, offer);
  }

  private synchronized void offerIfItIsOurs() {
    if (!closed && visit == null && present && cameSecond) {
      offer(newVisit());
    }
  }

  private void offer(Visit visit) {
    visit.offered = true;
    visit.conversation.open();
    orGiveUp(
        visit,
        visit.conversation.connection().createOffer().thenCompose(offer -> describe(visit, offer)));
  }

  private static boolean isOther(String session, Optional<String> known) {
    return known.isPresent() && !known.get().equals(session);
  }

  private void answer(Visit visit, SignalMessage.Description offer) {
    visit.session = Optional.of(offer.session());
    PeerConnection connection = visit.conversation.connection();
    orGiveUp(
        visit,
        connection
            .setRemoteDescription(offer.description())
            .thenCompose(nothing -> connection.createAnswer())
            .thenCompose(answer -> describe(visit, answer)));
  }

  private void accept(Visit visit, SignalMessage.Description answer) {
    visit.session = Optional.of(answer.session());
    visit.ignoring = false;
    orGiveUp(visit, visit.conversation.connection().setRemoteDescription(answer.description()));
  }

  /** The description is sent before it is set, because setting it makes candidates follow. */
  private CompletableFuture<Void> describe(Visit visit, SessionDescription description) {
    send(visit, new SignalMessage.Description(description));
    return visit.conversation.connection().setLocalDescription(description);
  }

  private static void orGiveUp(Visit visit, CompletableFuture<Void> negotiation) {
    CompletableFuture<Void> unused =
        negotiation.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                String reason = "the page's description cannot be used: " + Await.cause(failure);
                Failure told = new Failure(Kind.PROTOCOL, reason, "reload the page");
                visit.conversation.end(new Ending(reason, Optional.of(told)));
              }
            });
  }

  private Visit newVisit() {
    Visit fresh = new Visit();
    visit = fresh;
    fresh.conversation.begin();
    CompletableFuture<Void> unused =
        fresh.conversation.ended().thenAccept(ending -> ended(fresh, ending));
    return fresh;
  }

  /** Ends the present conversation for the next one. */
  private void replace(String reason) {
    Visit old = visit;
    if (old != null) {
      visit = null;
      old.conversation.end(new Ending(reason, Optional.empty()));
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
    if (lost && !from.conversation.opened().isDone()) {
      from.conversation.end(
          new Ending("the rendezvous server does not take our messages", Optional.empty()));
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
