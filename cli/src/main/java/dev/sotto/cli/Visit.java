package dev.sotto.cli;

import dev.sotto.cli.Conversation.Ending;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.SignalMessage;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One visitor of a {@link Demo}: the conversation, and how far its negotiation is.
 *
 * <p>Whoever offered the session also offers every restart of it, and the other asks for that: so
 * neither ever has to take an offer back ({@code docs/protocol.md}). Guarded by the lock of its
 * {@link Demo}.
 */
final class Visit {
  private final Conversation conversation;
  private final Room room;
  private boolean offered;
  private boolean awaitsAnswer;
  private boolean ignoring;
  private Optional<String> session = Optional.empty();
  private CompletableFuture<Void> negotiation = CompletableFuture.completedFuture(null);

  /** The way to the visitor; called on any thread, without a lock. */
  interface Room {
    /** Has something relayed, if the visitor is still this one. */
    void send(Visit from, SignalMessage message);

    /** Another path is wanted: {@link Visit#restart}, when the visitor can be reached. */
    void restartNeeded(Visit visit);
  }

  Visit(PeerConnectionFactory factory, EventSink events, Room room) {
    this.room = room;
    this.conversation =
        new Conversation(factory, events, InstantSource.system(), new FromConversation());
  }

  Conversation conversation() {
    return conversation;
  }

  /** Offers a session. */
  void offer() {
    offered = true;
    conversation.open();
    sendOffer();
  }

  /**
   * Whether an offer that meets ours is dropped. At first that is so if we came second into the
   * room; later, if we are the one who offers.
   */
  boolean dropsForOurs(SignalMessage.Description offer, boolean cameSecond) {
    ignoring = awaitsAnswer && (session.isEmpty() ? cameSecond : isOfOurSession(offer));
    return ignoring;
  }

  /** Whether an offer is to be answered here; any other begins a new session. */
  boolean takes(SignalMessage.Description offer) {
    return session.isEmpty() ? !awaitsAnswer : isOfOurSession(offer);
  }

  /** Answers the first offer, or one for another path. */
  void answer(SignalMessage.Description offer) {
    if (session.isPresent()) {
      conversation.restarting();
    }
    session = Optional.of(offer.session());
    PeerConnection connection = conversation.connection();
    next(
        () ->
            connection
                .setRemoteDescription(offer.description())
                .thenCompose(nothing -> connection.createAnswer())
                .thenCompose(this::describe));
  }

  boolean awaitsAnswer() {
    return awaitsAnswer;
  }

  /** Whether an answer is to the offer of another session: its sender knows nothing of ours. */
  boolean isForeign(SignalMessage.Description answer) {
    return session.isPresent() && !isOfOurSession(answer);
  }

  /** Takes the answer that is awaited. */
  void accept(SignalMessage.Description answer) {
    session = Optional.of(answer.session());
    awaitsAnswer = false;
    ignoring = false;
    next(() -> conversation.connection().setRemoteDescription(answer.description()));
  }

  /** Adds a candidate of the visitor, behind the description that it belongs to. */
  void add(IceCandidate candidate) {
    if (!ignoring) {
      next(() -> conversation.connection().addIceCandidate(candidate));
    }
  }

  /** The visitor has asked for what only we may offer. */
  void restartAsked() {
    if (offered && !awaitsAnswer && session.isPresent()) {
      conversation.restarting();
      conversation.connection().restartIce(); // comes back as restartNeeded
    }
  }

  /** Exchanges descriptions again, with the visitor in the room. */
  void restart() {
    if (offered) {
      sendOffer();
    } else {
      room.send(this, new SignalMessage.Restart());
    }
  }

  /** The visitor is in the room again: what was on its way meanwhile is lost. */
  void visitorArrived() {
    if (awaitsAnswer && session.isPresent()) {
      sendOffer();
    } else if (conversation.isSilent()) {
      conversation.connection().restartIce(); // comes back as restartNeeded
    }
  }

  private boolean isOfOurSession(SignalMessage.Description description) {
    return session.equals(Optional.of(description.session()));
  }

  private void sendOffer() {
    awaitsAnswer = true;
    next(() -> conversation.connection().createOffer().thenCompose(this::describe));
  }

  /** The description is sent before it is set, because setting it makes candidates follow. */
  private CompletableFuture<Void> describe(SessionDescription description) {
    room.send(this, new SignalMessage.Description(description));
    return conversation.connection().setLocalDescription(description);
  }

  /** One step after another: an answer, for instance, takes three calls. */
  private void next(Supplier<CompletableFuture<Void>> step) {
    negotiation =
        negotiation
            .thenCompose(done -> step.get())
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null && !isOver()) {
                    giveUp(failure);
                  }
                });
  }

  /** The connection has ended, and tells that itself. */
  private boolean isOver() {
    PeerConnectionState state = conversation.connection().state();
    return state == PeerConnectionState.CLOSED || state == PeerConnectionState.FAILED;
  }

  private void giveUp(Throwable failure) {
    String reason = "the page's description cannot be used: " + Await.cause(failure);
    Failure told = new Failure(Kind.PROTOCOL, reason, "reload the page");
    conversation.end(new Ending(reason, Optional.of(told)));
  }

  private final class FromConversation implements Conversation.Signalling {
    @Override
    public void candidate(IceCandidate candidate) {
      room.send(Visit.this, new SignalMessage.Candidate(candidate));
    }

    @Override
    public void restartNeeded() {
      room.restartNeeded(Visit.this);
    }
  }
}
