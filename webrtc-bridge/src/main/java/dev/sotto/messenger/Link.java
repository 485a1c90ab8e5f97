package dev.sotto.messenger;

import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.IceOptions;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.net.Path;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.PeerProof;
import dev.sotto.pairing.Phrase;
import dev.sotto.pairing.Role;
import dev.sotto.pairing.SessionId;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerFailure;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.ManualLine;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import dev.sotto.signal.SealedContent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the peer together with the way by which its descriptions travel: sealed over
 * the place of the pairing, or on lines that people carry; once the peer talks, restarts also go
 * over the channel. Once closed it tells nothing any more. Confined to the course.
 */
final class Link implements Call.Owner, Signalling.Owner, ManualExchange.Owner, MeetingListener {
  /** What a connection takes of servers: our own first, then what the room offers. */
  private static final int MAX_STUN_SERVERS = 4;

  private static final int MAX_TURN_SERVERS = 8;

  /** What happens; nothing comes after {@link #onLost} or {@link #onInterference}. */
  interface Owner {
    /** A line of ours, to be carried by people. */
    void onLine(String line);

    /** The other side's line is there. */
    void onLinesExchanged();

    void onPath(Path path);

    /** The reveal is verified; with what the next pairing of the two can be made. */
    void onIntroduced(PeerProof proof, Phrase phrase, Optional<PairingSecret> next);

    /** The peer has said its name. */
    void onTalking(ChannelMessage.Name peer, Path path);

    /** A message about the chat; whoever is done with it says so. */
    void onMessage(ChannelMessage message, Runnable done);

    void onChannel(SideChannel channel);

    void onSilent();

    void onSpeaking(Path path);

    void onHungUp();

    /** Lost, because somebody but the peer spoke at the place. */
    void onInterference(Link link);

    void onLost(Link link, SessionEnd end, Optional<PeerFailure.Reason> reason);
  }

  private final Surroundings surroundings;
  private final Course course;
  private final Role role;
  private final Owner owner;
  private final Call call;
  private final Signalling signalling;
  private final @Nullable PairingKeys keys;
  private final @Nullable SealedWay way;
  private final Hold hold;
  private boolean channelInDoubt;
  private boolean closed;

  /** After a pairing. */
  Link(
      Surroundings surroundings,
      Course course,
      Role role,
      Gate gate,
      Introducer self,
      Optional<Octets> expectedKey,
      @Nullable PairingKeys keys,
      @Nullable MeetingPlace place,
      Owner owner) {
    this.surroundings = surroundings;
    this.course = course;
    this.role = role;
    this.owner = owner;
    this.keys = keys;
    this.way = keys == null || place == null ? null : new SealedWay(keys, place);
    this.call =
        new Call(
            course,
            role,
            gate,
            self,
            expectedKey,
            surroundings.random(),
            surroundings.connections(),
            this);
    this.signalling = new Signalling(course, role, call.connection(), this);
    this.hold = new Hold(course, Hold.GONE, this::gone);
  }

  /** Both sides describe themselves under the seal of the pairing. */
  void begin() {
    call.expectDescription();
    signalling.start();
  }

  /** People carry the descriptions; without a line to begin with, ours is the first. */
  ManualExchange exchange(Optional<ManualLine> offer) {
    ManualExchange exchange =
        new ManualExchange(course, call.connection(), surroundings.random(), this);
    offer.ifPresentOrElse(exchange::answer, exchange::offer);
    return exchange;
  }

  void useServers(IceServers offered) {
    IceOptions own = surroundings.connections().configuration().ice();
    call.connection()
        .setIceServers(
            both(own.stunServers(), offered.stun(), MAX_STUN_SERVERS),
            both(own.turnServers(), offered.turn(), MAX_TURN_SERVERS));
  }

  private static <T> List<T> both(List<T> own, List<T> offered, int most) {
    return Stream.concat(own.stream(), offered.stream()).distinct().limit(most).toList();
  }

  boolean isTalking() {
    return call.isTalking();
  }

  /** False when the channel has no room or is gone. */
  boolean say(ChannelMessage message) {
    return call.send(message);
  }

  void whenWritable(Runnable task) {
    call.whenWritable(task);
  }

  void hangUp() {
    call.hangUp();
  }

  void refuse(SessionEnd end) {
    call.refuse(end);
  }

  void breakConnection() {
    call.lose(Kind.INTERRUPTED, "the connection broke");
  }

  void restartPath() {
    call.connection().restartIce();
  }

  /** Where channels beside the session's own are opened. */
  PeerConnection connection() {
    return call.connection();
  }

  /** Which session this is, known once the peer has introduced itself. */
  SessionId session() {
    return call.session();
  }

  /** What was done for a path; empty when the program is ending. Completes on the course. */
  CompletableFuture<Optional<ConnectivityReport>> report() {
    return call.connection()
        .connectivityReport()
        .handleAsync((facts, failure) -> Optional.ofNullable(facts), course);
  }

  /** Harmless when repeated. */
  void close() {
    closed = true;
    hold.end();
    signalling.close();
    call.close();
    if (way != null) {
      way.close();
    }
  }

  // From the place of the pairing.

  @Override
  public void onMessage(PairingMessage message) {
    SealedWay sealed = way;
    if (closed || sealed == null || sealed.isClosed()) {
      return;
    }
    if (message instanceof PairingMessage.Abort) {
      call.lostItsWay("the other side gave up before it described itself");
      return; // nobody vouches for it, so later it counts for nothing
    }
    Optional<SealedContent> content = sealed.open(message);
    if (content.isPresent()) {
      channelInDoubt = true; // who uses the channel no more may have seen its end before us
      signalling.receive(content.get());
    } else {
      interfered(sealed);
    }
  }

  @Override
  public void onMalformed() {
    if (!closed && way != null) {
      interfered(way);
    }
  }

  /** Nothing more is believed that comes this way; a connection that stands needs it no more. */
  private void interfered(SealedWay sealed) {
    sealed.close();
    if (!call.isTalking() && !call.isRefusing()) {
      close();
      owner.onInterference(this);
    }
  }

  /** It may have lost the server alone: only a silent connection makes it one who is gone. */
  @Override
  public void onLeft() {
    if (!closed) {
      hold.left(true);
    }
  }

  @Override
  public void onBack() {
    if (!closed) {
      hold.left(false);
    }
  }

  @Override
  public void onClosed(MeetingEnd end) {
    if (!closed && way != null) {
      way.close();
      if (end.reason() == MeetingEnd.Reason.PEER_GONE) {
        hold.left(true); // any other end takes nothing back of what was said before
      }
      call.lostItsWay("the way to the other side broke before it described itself");
    }
  }

  /** Two peers of our own kind find another path without being told of it. */
  private void gone() {
    if (!signalling.restartsByItself()) {
      call.lose(Kind.INTERRUPTED, "the other side does not answer");
    }
  }

  // From the signalling.

  @Override
  public void send(SealedContent content) {
    boolean overChannel = call.isSpeaking() && !channelInDoubt;
    boolean sealed = !overChannel && way != null && way.send(content);
    if (!sealed && call.isTalking()) {
      boolean unused = call.send(new ChannelMessage.Signal(content));
    }
  }

  @Override
  public void onDescribed(Octets own, Octets peers) {
    if (keys != null) {
      boolean joined = role == Role.JOINER;
      call.described(SessionId.of(keys, joined ? own : peers, joined ? peers : own), keys.bind());
    }
  }

  @Override
  public void onBroken() {
    if (!closed) {
      call.lose(Kind.PROTOCOL, "the other side describes nothing that can be connected to");
    }
  }

  // From the lines that people carry.

  @Override
  public void onLine(String line) {
    if (!closed) {
      owner.onLine(line);
    }
  }

  @Override
  public void onDescribed(
      DescriptionFields own, DescriptionFields peers, SessionId session, Octets bind) {
    if (!closed) {
      signalling.adopt(own, peers);
      owner.onLinesExchanged();
      call.described(session, bind);
    }
  }

  // From the connection.

  @Override
  public void onLocalCandidate(IceCandidate candidate) {
    signalling.onLocalCandidate(candidate);
  }

  @Override
  public void onRestartNeeded() {
    signalling.onRestartNeeded();
  }

  @Override
  public void onPath(Path path) {
    if (!closed) {
      owner.onPath(path);
    }
  }

  @Override
  public void onIntroduced(PeerProof proof, Phrase phrase) {
    if (!closed) {
      owner.onIntroduced(proof, phrase, Optional.ofNullable(keys).map(PairingKeys::rejoin));
    }
  }

  @Override
  public void onTalking(ChannelMessage.Name peer, Path path) {
    if (!closed) {
      channelInDoubt = false;
      owner.onTalking(peer, path);
    }
  }

  @Override
  public void onMessage(ChannelMessage message, Runnable done) {
    if (closed) {
      done.run();
    } else if (message instanceof ChannelMessage.Signal signal) {
      done.run();
      channelInDoubt = false;
      signalling.receive(signal.content());
    } else {
      owner.onMessage(message, done);
    }
  }

  @Override
  public void onChannel(SideChannel channel) {
    if (!closed) {
      owner.onChannel(channel);
    }
  }

  @Override
  public void onSilent() {
    if (!closed) {
      hold.silent(true);
      owner.onSilent();
    }
  }

  @Override
  public void onSpeaking() {
    if (!closed) {
      hold.silent(false);
      channelInDoubt = false;
      call.connection().path().ifPresent(owner::onSpeaking);
    }
  }

  @Override
  public void onHungUp() {
    if (!closed) {
      owner.onHungUp();
    }
  }

  @Override
  public void onLost(SessionEnd end, Optional<PeerFailure.Reason> reason) {
    if (!closed) {
      close();
      owner.onLost(this, end, reason);
    }
  }
}
