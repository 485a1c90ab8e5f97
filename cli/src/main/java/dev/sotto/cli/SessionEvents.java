package dev.sotto.cli;

import dev.sotto.cli.Event.Route;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.identity.IdentityKey;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.PipeOffer;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.SessionListener;
import dev.sotto.net.Path;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells people and scripts what happens in one session, from the code to the last line, but not of
 * its end. Called by the session, one call after another; what it answers is safe for any thread.
 */
final class SessionEvents implements SessionListener {
  private static final String UNPROTECTED =
      "the other side's page came unprotected: whoever controls its network can have changed it";

  private final Meeting meeting;
  private final EventSink events;
  private final boolean phraseAtOnce;
  private final Arrivals arrivals;
  private final CompletableFuture<Talk> session = new CompletableFuture<>();
  private final CompletableFuture<PeerIdentity> connected = new CompletableFuture<>();
  private final Receipts receipts = new Receipts();
  private @Nullable PairingCode code;
  private @Nullable InetSocketAddress listening;
  private @Nullable PeerIdentity peer;
  private volatile @Nullable Route route;
  private volatile @Nullable ConnectivityReport lastReport;

  /**
   * Makes a teller for one session.
   *
   * @param meeting how the two meet
   * @param events told of everything
   * @param phraseAtOnce whether the phrase is told without being asked for
   */
  SessionEvents(Meeting meeting, EventSink events, boolean phraseAtOnce) {
    this(meeting, events, phraseAtOnce, Arrivals.NONE);
  }

  /**
   * Makes a teller for one session.
   *
   * @param meeting how the two meet
   * @param events told of everything
   * @param phraseAtOnce whether the phrase is told without being asked for
   * @param arrivals takes what is offered
   */
  SessionEvents(Meeting meeting, EventSink events, boolean phraseAtOnce, Arrivals arrivals) {
    this.meeting = meeting;
    this.events = events;
    this.phraseAtOnce = phraseAtOnce;
    this.arrivals = arrivals;
  }

  /** Begins the session that this tells of. */
  Talk begin(Messenger messenger) {
    Talk begun = Talk.of(meeting.begin(messenger, this));
    begun(begun);
    return begun;
  }

  /** Tells which session this tells of. */
  void begun(Talk it) {
    session.complete(it);
  }

  /** Completes when lines can be sent for the first time. */
  CompletableFuture<PeerIdentity> connected() {
    return connected;
  }

  /** Whether people carried lines, so that nothing is proved until the phrase was compared. */
  boolean manual() {
    return meeting.manual();
  }

  /** Which of our lines have arrived. */
  Receipts receipts() {
    return receipts;
  }

  @Override
  public void onCode(PairingCode made) {
    code = made;
    meeting.coded(made);
    invite();
  }

  @Override
  public void onListening(InetSocketAddress address) {
    listening = address;
    invite();
  }

  @Override
  public void onManualLine(String line) {
    events.accept(new Event.Manual(line, meeting instanceof Meeting.ManualOffer));
  }

  @Override
  public void onWaiting() {
    events.accept(new Event.Waiting());
  }

  @Override
  public void onConnecting() {
    events.accept(new Event.Connecting());
  }

  @Override
  public void onConnected(PeerIdentity identity, Path path, Duration took) {
    peer = identity;
    meeting.met();
    Route now = Route.of(path);
    route = now;
    events.accept(new Event.Connected(shown(identity), now, Math.max(0, took.toMillis())));
    warn(identity);
    if (identity.known() && !metBefore(identity)) {
      events.accept(new Event.Remembered(identity.name()));
    }
    if (phraseAtOnce) {
      session.join().phrase().ifPresent(words -> events.accept(new Event.Phrase(words)));
    }
    connected.complete(identity);
  }

  @Override
  public void onPeer(PeerIdentity identity) {
    PeerIdentity before = peer;
    peer = identity;
    if (before == null) {
      return;
    }
    if (before.secure() && !identity.secure()) {
      events.accept(new Event.Warning(UNPROTECTED, ""));
    }
    if (identity.known() && !(before.known() && before.name().equals(identity.name()))) {
      events.accept(new Event.Remembered(identity.name()));
    }
    if (identity.verified() && !before.verified()) {
      events.accept(new Event.Verified(identity.name(), identity.known()));
    }
  }

  @Override
  public void onPath(Path path) {
    reroute(path);
  }

  @Override
  public void onBack(Path path) {
    reroute(path);
  }

  @Override
  public void onReport(ConnectivityReport report) {
    lastReport = report;
    events.accept(new Event.Report(report));
  }

  @Override
  public void onText(long id, String from, String text) {
    events.accept(new Event.Message(from, text));
  }

  @Override
  public void onTyping(boolean on) {
    PeerIdentity who = peer;
    if (who != null) {
      events.accept(new Event.Typing(who.name(), on));
    }
  }

  @Override
  public void onOffer(Offer offer) {
    PeerIdentity who = peer;
    arrivals.offered(who == null ? Event.Peer.UNKNOWN.name() : who.name(), offer);
  }

  @Override
  public void onWithdrawn(Offer offer) {
    arrivals.withdrawn(offer);
  }

  @Override
  public void onPipe(PipeOffer offer) {
    arrivals.piped(offer);
  }

  @Override
  public void onDelivered(long id) {
    events.accept(new Event.Delivered(Long.toString(id)));
    receipts.arrived(id);
  }

  @Override
  public void onReconnecting(String reason) {
    events.accept(new Event.Reconnecting(reason));
  }

  @Override
  public void onClosed(SessionEnd end) {
    receipts.over();
  }

  private void reroute(Path path) {
    Route now = Route.of(path);
    route = now;
    events.accept(new Event.Rerouted(now));
  }

  /** Where somebody listens, the place and the code are known one after the other. */
  private void invite() {
    PairingCode made = code;
    InetSocketAddress place = listening;
    boolean direct = meeting instanceof Meeting.Listen;
    if (made == null || (direct && place == null)) {
      return;
    }
    events.accept(meeting.invitation(made, Optional.ofNullable(place)));
  }

  private void warn(PeerIdentity identity) {
    if (!identity.secure()) {
      events.accept(new Event.Warning(UNPROTECTED, ""));
    }
    if (identity.ownKey()) {
      events.accept(new Event.Warning("this is your own key, on another machine", ""));
    }
    if (!identity.lookalikes().isEmpty()) {
      events.accept(
          new Event.Warning(
              "THIS IS NOT "
                  + String.join(", ", identity.lookalikes())
                  + ": the key is another, only the name looks like it",
              "nothing is remembered; compare the phrase before you believe it"));
    }
    identity
        .origin()
        .filter(origin -> identity.kind() == IdentityKind.PAGE)
        .ifPresent(
            origin ->
                events.accept(
                    new Event.Warning(
                        "this is a page at " + origin + ": whoever runs that can sign as it", "")));
  }

  /** One that became a contact just now was not known before. */
  private static boolean metBefore(PeerIdentity identity) {
    return identity
        .contact()
        .filter(contact -> contact.firstMet().isBefore(contact.lastMet()))
        .isPresent();
  }

  private Event.Peer shown(PeerIdentity identity) {
    return new Event.Peer(
        identity.name(),
        metBefore(identity) || !identity.displayName().isEmpty(),
        identity.key().map(IdentityKey::text),
        metBefore(identity),
        identity.verified(),
        identity.secure(),
        !meeting.manual());
  }

  /** What was done for the way that messages take; empty before there is one. */
  Optional<ConnectivityReport> report() {
    return Optional.ofNullable(lastReport);
  }

  /** The way that messages take now; empty before there is one. */
  Optional<Route> route() {
    return Optional.ofNullable(route);
  }
}
