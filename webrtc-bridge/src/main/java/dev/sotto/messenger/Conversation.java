package dev.sotto.messenger;

import dev.sotto.identity.Contact;
import dev.sotto.identity.IdentityException;
import dev.sotto.identity.IdentityKey;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.net.Path;
import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.PeerProof;
import dev.sotto.pairing.Phrase;
import dev.sotto.pairing.SessionId;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerFailure;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.ManualLine;
import dev.sotto.signal.MeetingPlace;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of one session: what follows upon what.
 *
 * <pre>
 *   pairing -- keys --> link -- reveal, name --> talking -- bye --> over
 *                        ^                          | lost
 *                        +--- keys --- rejoin <-----+
 * </pre>
 *
 * <p>Confined to the course but for what says otherwise. The listener is told in an order of its
 * own, so that one that blocks delays no protocol.
 */
final class Conversation {
  /** How many bytes of lines the listener may be behind. */
  private static final long MAX_UNTOLD = 1 << 20;

  private static final String INTERFERENCE = "somebody interferes with the rendezvous";

  /** How long to look for one who had proved who it is, and then said nothing. */
  private static final Duration UNHEARD = Duration.ofSeconds(60);

  private final Surroundings surroundings;
  private final MessengerOptions options;
  private final Start start;
  private final Course course;
  private final Voice voice;
  private final Gate gate = new Gate(MAX_UNTOLD);
  private final Chat chat;
  private final Farewell farewell;
  private final Transfers transfers;
  private final Outbox outbox;
  private final PeerDecisions decisions;
  private final Introducer self;
  private final Pairings pairings;
  private final Rejoin rejoin;
  private final Consumer<Conversation> onOver;
  private final CompletableFuture<SessionEnd> over = new CompletableFuture<>();

  private @Nullable Pairing firstPairing;
  private @Nullable Link link;
  private Optional<IceServers> servers = Optional.empty();
  private Optional<Octets> expectedKey = Optional.empty();
  private @Nullable Acquaintance acquaintance;
  private Monotonic met;
  private boolean away;
  private boolean interfered; // since both last talked
  private boolean ended;

  // What users' threads see.
  private volatile @Nullable ManualExchange manual;
  private volatile @Nullable PeerIdentity peer;
  private volatile @Nullable Path path;
  private volatile @Nullable List<String> phrase;

  Conversation(
      Surroundings surroundings,
      Start start,
      Introducer self,
      SessionListener listener,
      Consumer<Conversation> onOver) {
    this.surroundings = surroundings;
    this.options = surroundings.options();
    this.start = start;
    this.self = self;
    this.course = new Course(surroundings);
    this.voice = new Voice(surroundings.serial(), listener);
    this.onOver = onOver;
    Ways ways = new Ways();
    this.chat =
        new Chat(
            surroundings,
            course,
            voice,
            ways,
            () -> peer().map(PeerIdentity::name).orElse(PeerIdentity.NAMELESS));
    this.transfers = new Transfers(surroundings, course.beside(), voice, this::foul);
    this.decisions = new PeerDecisions(surroundings, course, voice, new Deciding());
    this.outbox = new Outbox(surroundings, transfers);
    this.farewell = new Farewell(course, voice, chat.lines(), ways);
    this.pairings =
        new Pairings(
            course, surroundings, start, address -> voice.say(it -> it.onListening(address)));
    this.rejoin =
        new Rejoin(
            course,
            Rejoin.Pace.of(start.role()),
            secret -> pairings.again(secret, new LaterMeeting()),
            () -> end(tooLate()));
    this.met = course.now();
  }

  private SessionEnd tooLate() {
    if (interfered) {
      return SessionEnd.of(Kind.AUTHENTICATION, INTERFERENCE);
    }
    return SessionEnd.of(
        Kind.INTERRUPTED,
        peer == null
            ? "the connection broke before the other side said anything, and it did not come back"
            : "the other side did not come back");
  }

  // --- The users' side: any thread.

  void start() {
    course.execute(this::begin);
  }

  ChatLines lines() {
    return chat.lines();
  }

  void linesAdded() {
    course.execute(chat::linesAdded);
  }

  Optional<PeerIdentity> peer() {
    return Optional.ofNullable(peer);
  }

  Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  Optional<List<String>> phrase() {
    return Optional.ofNullable(phrase);
  }

  Outbox outbox() {
    return outbox;
  }

  void typing(boolean on) {
    course.execute(() -> chat.typing(on));
  }

  boolean answer(String line) {
    ManualExchange exchange = manual;
    if (exchange == null) {
      throw new IllegalStateException("no line is waited for");
    }
    Optional<ManualLine> answer = exchange.isAnswer(line);
    answer.ifPresent(it -> course.execute(() -> exchange.accept(it)));
    return answer.isPresent();
  }

  CompletableFuture<PeerIdentity> confirmPhrase(boolean same) {
    return over.isDone() ? PeerDecisions.tooLate() : decisions.confirmPhrase(same);
  }

  CompletableFuture<PeerIdentity> pin(String name) {
    return over.isDone() ? PeerDecisions.tooLate() : decisions.pin(name);
  }

  void restartPath() {
    course.execute(
        () -> {
          if (link != null) {
            link.restartPath();
          }
        });
  }

  void close() {
    outbox.closes();
    chat.takeNoMore();
    course.beside().execute(transfers::leave);
    course.execute(
        () -> {
          if (!ended) {
            farewell.begin();
          }
        });
  }

  void breakConnection() {
    course.execute(
        () -> {
          if (link != null) {
            link.breakConnection();
          }
        });
  }

  void abort() {
    course.execute(() -> end(SessionEnd.of(Kind.DONE, "closed")));
  }

  /** Done on the course, before the listener has heard of it. */
  CompletableFuture<SessionEnd> over() {
    return over;
  }

  /** Done when the listener has heard of it. */
  CompletableFuture<SessionEnd> ended() {
    return voice.ended();
  }

  // --- The beginning.

  private void begin() {
    if (ended || !knowsWhomToExpect()) {
      return;
    }
    if (start instanceof Start.Manual byHand) {
      Link begun = newLink(null, null);
      link = begun;
      manual = begun.exchange(byHand.offer());
    } else {
      Pairing begun = pairings.first(new FirstMeeting());
      firstPairing = begun;
      begun.start();
    }
  }

  private boolean knowsWhomToExpect() {
    if (options.with().isEmpty()) {
      return true;
    }
    String name = options.with().get();
    Optional<Contact> wanted = reading(() -> options.contacts().flatMap(it -> it.byName(name)));
    expectedKey = wanted.map(contact -> Octets.of(contact.key().bytes()));
    if (wanted.isEmpty()) {
      end(SessionEnd.of(Kind.AUTHENTICATION, "there is no contact of the name that is wanted"));
    }
    return !ended;
  }

  /** The contacts are files: what is wrong with them ends the session. */
  private <T> Optional<T> reading(Supplier<Optional<T>> files) {
    try {
      return files.get();
    } catch (IdentityException e) {
      end(new SessionEnd(Kind.DISK, e.what(), e.hint()));
      return Optional.empty();
    }
  }

  /** The first meeting: what goes wrong is the end. */
  private final class FirstMeeting implements Pairing.Outcome {
    @Override
    public void onCode(PairingCode code) {
      voice.say(listener -> listener.onCode(code));
    }

    @Override
    public void onWaiting() {
      voice.say(SessionListener::onWaiting);
    }

    @Override
    public void onPeer() {
      met = course.now();
    }

    @Override
    public void onIceServers(IceServers offered) {
      useServers(offered);
    }

    @Override
    public void onPaired(PairingKeys keys, MeetingPlace place, Pairing.Inbox inbox) {
      voice.say(SessionListener::onConnecting);
      paired(keys, place, inbox);
    }

    @Override
    public void onFailed(SessionEnd end) {
      end(end);
    }
  }

  /** A later meeting: what goes wrong is tried again. */
  private final class LaterMeeting implements Pairing.Outcome {
    @Override
    public void onCode(PairingCode code) {}

    @Override
    public void onWaiting() {}

    @Override
    public void onPeer() {}

    @Override
    public void onIceServers(IceServers offered) {
      useServers(offered);
    }

    @Override
    public void onPaired(PairingKeys keys, MeetingPlace place, Pairing.Inbox inbox) {
      rejoin.paired();
      paired(keys, place, inbox);
    }

    @Override
    public void onFailed(SessionEnd end) {
      rejoin.again();
    }
  }

  private void useServers(IceServers offered) {
    servers = Optional.of(offered);
    if (link != null) {
      link.useServers(offered);
    }
  }

  private void paired(PairingKeys keys, MeetingPlace place, Pairing.Inbox inbox) {
    if (link != null) {
      link.close();
    }
    Link begun = newLink(keys, place);
    link = begun;
    servers.ifPresent(begun::useServers);
    inbox.to(begun);
    begun.begin();
  }

  private Link newLink(@Nullable PairingKeys keys, @Nullable MeetingPlace place) {
    return new Link(
        surroundings, course, start.role(), gate, self, expectedKey, keys, place, new LinkEvents());
  }

  // --- The connection.

  private final class LinkEvents implements Link.Owner {
    @Override
    public void onLine(String line) {
      voice.say(listener -> listener.onManualLine(line));
      voice.say(SessionListener::onWaiting);
    }

    @Override
    public void onLinesExchanged() {
      met = course.now();
      voice.say(SessionListener::onConnecting);
    }

    @Override
    public void onPath(Path selected) {
      Path before = path;
      path = selected;
      if (before != null && !away && peer != null && differs(before, selected)) {
        voice.say(listener -> listener.onPath(selected));
      }
    }

    /** From now on the peer is this one, also after a break. */
    @Override
    public void onIntroduced(PeerProof proof, Phrase fourWords, Optional<PairingSecret> next) {
      phrase = fourWords.words(surroundings.words());
      expectedKey = Optional.of(proof.key());
      next.ifPresent(rejoin::replace);
      Acquaintance before = acquaintance;
      acquaintance =
          before == null
              ? new Acquaintance(options, proof, start instanceof Start.Manual)
              : before.provedAgain(proof);
      Link now = link;
      if (now != null) {
        boolean unused = now.say(new ChannelMessage.Name(options.name(), options.abilities()));
      }
    }

    @Override
    public void onTalking(ChannelMessage.Name said, Path selected) {
      Acquaintance who = acquaintance;
      if (who == null) {
        return;
      }
      who.callsItself(said.name());
      Optional<PeerIdentity> known = reading(() -> Optional.of(who.meet()));
      known.ifPresent(identity -> talking(identity, said.can(), selected));
    }

    @Override
    public void onMessage(ChannelMessage message, Runnable done) {
      if (message instanceof ChannelMessage.Text text) {
        chat.received(text, done);
        return;
      }
      done.run();
      if (message instanceof ChannelMessage.Typing now) {
        chat.received(now);
      } else if (message instanceof ChannelMessage.Got got) {
        chat.received(got);
        farewell.proceed();
      } else if (message instanceof ChannelMessage.Bye bye && bye.refused()) {
        end(SessionEnd.refused());
      } else if (message instanceof ChannelMessage.Bye) {
        end(
            farewell.whatIsMissing(
                "the other side left", "the other side left before it confirmed the last lines"));
      }
    }

    @Override
    public void onChannel(SideChannel channel) {
      course.beside().execute(() -> transfers.announced(channel));
    }

    @Override
    public void onSilent() {
      silent("the other side does not answer");
    }

    @Override
    public void onSpeaking(Path now) {
      speaking(now);
    }

    @Override
    public void onHungUp() {
      end(SessionEnd.of(Kind.DONE, "closed"));
    }

    /** Two who know each other meet again under other keys: whoever interferes ends nothing. */
    @Override
    public void onInterference(Link gone) {
      interfered = true;
      Kind kind = rejoin.isPossible() ? Kind.INTERRUPTED : Kind.AUTHENTICATION;
      lost(gone, SessionEnd.of(kind, INTERFERENCE), Optional.empty());
    }

    @Override
    public void onLost(Link gone, SessionEnd end, Optional<PeerFailure.Reason> reason) {
      lost(gone, end, reason);
    }
  }

  private void talking(PeerIdentity identity, Set<Ability> takes, Path selected) {
    PeerIdentity before = peer;
    peer = identity;
    path = selected;
    interfered = false;
    outbox.opens(takes);
    rejoin.succeeded();
    // Before the user hears of it, who may send something at once.
    transfers.meets(identity.lastingKey().map(IdentityKey::bytes));
    if (before == null) {
      Duration took = course.now().since(met);
      voice.say(listener -> listener.onConnected(identity, selected, took));
      report();
    } else {
      boolean lessSafe = before.secure() && !identity.secure();
      if (lessSafe || (before.verified() && !identity.verified())) {
        voice.say(listener -> listener.onPeer(identity));
      }
      speaking(selected);
    }
    carryTransfers();
    chat.startOver();
    farewell.proceed();
  }

  private void carryTransfers() {
    Link now = link;
    if (now != null) {
      PeerConnection connection = now.connection();
      SessionId session = now.session();
      course.beside().execute(() -> transfers.connected(connection, session));
    }
  }

  private void foul() {
    course.execute(() -> end(SessionEnd.of(Kind.PROTOCOL, "the other side broke the protocol")));
  }

  private void report() {
    if (link != null) {
      CompletableFuture<Void> unused =
          link.report()
              .thenAccept(
                  facts -> facts.ifPresent(it -> voice.say(listener -> listener.onReport(it))));
    }
  }

  private static boolean differs(Path one, Path other) {
    return one.transport() != other.transport()
        || one.localKind() != other.localKind()
        || one.remoteKind() != other.remoteKind()
        || !one.remote().equals(other.remote());
  }

  private void silent(String reason) {
    if (!away && !farewell.isWanted()) {
      away = true;
      chat.silent();
      voice.say(listener -> listener.onReconnecting(reason));
    }
  }

  private void speaking(Path now) {
    if (away) {
      away = false;
      path = now;
      voice.say(listener -> listener.onBack(now));
    }
  }

  /** What cannot be repaired is the end; otherwise the peer is looked for again. */
  private void lost(Link gone, SessionEnd end, Optional<PeerFailure.Reason> reason) {
    boolean foul =
        EnumSet.of(Kind.AUTHENTICATION, Kind.PROTOCOL, Kind.REFUSED).contains(end.kind());
    if (farewell.isSaid()) {
      end(SessionEnd.of(Kind.DONE, "closed"));
    } else if (!foul && rejoin.isPossible()) {
      path = null;
      course.beside().execute(transfers::away);
      rejoin.begin(peer == null ? UNHEARD : CodeLife.REJOIN_LIFETIME);
      silent(end.sentence()); // who hears it finds us looking
    } else if (peer == null && reason.filter(PeerFailure.Reason.NO_PATH::equals).isPresent()) {
      endWithReport(gone, end);
    } else {
      end(end);
    }
  }

  /** Without a path the report is what a user can learn from: it comes before the end. */
  private void endWithReport(Link gone, SessionEnd end) {
    CompletableFuture<Void> unused =
        gone.report()
            .thenAccept(
                facts -> {
                  facts.ifPresent(it -> voice.say(listener -> listener.onReport(it)));
                  String hint = facts.map(it -> String.join("; ", it.whyNotDirect())).orElse("");
                  end(new SessionEnd(Kind.NO_PATH, end.sentence(), hint));
                });
  }

  // --- The end.

  /** The peer hears that we go because of who it is; there is nothing left to be delivered. */
  private void refuse(SessionEnd end) {
    farewell.isComing();
    Link now = link;
    if (now == null) {
      end(end);
    } else {
      now.refuse(end);
    }
  }

  /** Whom the user's decisions are about, and what they change. */
  private final class Deciding implements PeerDecisions.Subject {
    @Override
    public Optional<Acquaintance> acquaintance() {
      return peer == null || ended ? Optional.empty() : Optional.ofNullable(acquaintance);
    }

    @Override
    public void is(PeerIdentity now) {
      peer = now;
    }

    @Override
    public void refuse(SessionEnd end) {
      Conversation.this.refuse(end);
    }
  }

  /** The connection as the chat and the leave see it. */
  private final class Ways implements Chat.Channel, Farewell.Parting {
    @Override
    public boolean isTalking() {
      return link != null && link.isTalking();
    }

    @Override
    public boolean say(ChannelMessage message) {
      return link != null && link.say(message);
    }

    @Override
    public void whenWritable(Runnable task) {
      if (link != null) {
        link.whenWritable(task);
      }
    }

    @Override
    public boolean hasMet() {
      return peer != null;
    }

    @Override
    public void hangUp() {
      if (!ended && link != null) {
        boolean unused = link.say(new ChannelMessage.Bye(false));
        link.hangUp();
      }
    }

    @Override
    public void end(SessionEnd end) {
      Conversation.this.end(end);
    }
  }

  private void end(SessionEnd end) {
    if (ended) {
      return;
    }
    ended = true;
    farewell.end();
    if (firstPairing != null) {
      firstPairing.close();
    }
    rejoin.close();
    if (link != null) {
      link.close();
    }
    path = null;
    gate.open();
    chat.end();
    outbox.closes();
    course
        .beside()
        .execute(
            () -> {
              CompletableFuture<Void> unused = transfers.end().thenRun(() -> over(end));
            });
  }

  /** The last word to the listener, after those about transfers. */
  private void over(SessionEnd end) {
    voice.end(end);
    over.complete(end);
    onOver.accept(this);
  }
}
