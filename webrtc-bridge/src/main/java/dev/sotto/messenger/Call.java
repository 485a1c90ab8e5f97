package dev.sotto.messenger;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.net.Path;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Introduction;
import dev.sotto.pairing.IntroductionFailure;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PeerProof;
import dev.sotto.pairing.Phrase;
import dev.sotto.pairing.Role;
import dev.sotto.pairing.SessionId;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.PeerFailure;
import dev.sotto.peer.PeerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the peer, from its descriptions to its end: the handshake, the one channel, the
 * introduction on it, and then messages. Confined to the course but for {@link #connection()}.
 *
 * <pre>
 *   DESCRIBING -- both fingerprints --> CONNECTING -- channel --> INTRODUCING
 *     -- reveal verified --> NAMING -- the peer's name --> TALKING        any --> OVER
 * </pre>
 */
final class Call implements AutoCloseable {
  /** How long the peer may take for its description, and for introduction and name. */
  private static final Duration STAGE = Duration.ofSeconds(20);

  /** How many channels a peer may open before we know that it has named itself. */
  private static final int MAX_EARLY = 16;

  /** How long a peer that is refused may take to hear of it. */
  private static final Duration LAST_WORD = Duration.ofSeconds(3);

  private enum Stage {
    DESCRIBING,
    CONNECTING,
    INTRODUCING,
    NAMING,
    TALKING,
    REFUSING,
    OVER
  }

  /** What happens on the connection; nothing comes after {@link #onLost}. */
  interface Owner {
    void onLocalCandidate(IceCandidate candidate);

    void onRestartNeeded();

    void onPath(Path path);

    /** The reveal is verified. */
    void onIntroduced(PeerProof peer, Phrase phrase);

    /** The peer said its name, and the path is known. */
    void onTalking(ChannelMessage.Name peer, Path path);

    /** A message after the name; whoever is done with it says so. */
    void onMessage(ChannelMessage message, Runnable done);

    /** The peer opened a channel for something else; only after {@link #onTalking}. */
    void onChannel(SideChannel channel);

    void onSilent();

    void onSpeaking();

    /** Our channel was closed from both sides, after {@link #hangUp}. */
    void onHungUp();

    /** The connection is gone, or has to be given up. */
    void onLost(SessionEnd end, Optional<PeerFailure.Reason> reason);
  }

  private final Course course;
  private final Role role;
  private final Introducer self;
  private final Optional<Octets> expectedKey;
  private final RandomGenerator random;
  private final PeerConnection connection;
  private final Owner owner;
  private final OwnChannel channel;
  private final List<SideChannel> early = new ArrayList<>();
  private Stage stage = Stage.DESCRIBING;
  private Course.Alarm patience = Course.none();
  private @Nullable SessionId session;
  private @Nullable Octets bind;
  private @Nullable Introduction introduction;
  private ChannelMessage.@Nullable Name peersName;
  private boolean helloSent;
  private boolean hangingUp;
  private @Nullable SessionEnd refusal;

  Call(
      Course course,
      Role role,
      Gate gate,
      Introducer self,
      Optional<Octets> expectedKey,
      RandomGenerator random,
      PeerConnectionFactory connections,
      Owner owner) {
    this.course = course;
    this.role = role;
    this.self = self;
    this.expectedKey = expectedKey;
    this.random = random;
    this.owner = owner;
    this.connection = connections.create(new ConnectionEvents());
    this.channel = new OwnChannel(course, gate, new ChannelEvents());
    if (role == Role.JOINER) {
      channel.open(connection);
    }
  }

  PeerConnection connection() {
    return connection;
  }

  /** Known once the peer has introduced itself in it. */
  SessionId session() {
    SessionId known = session;
    if (known == null) {
      throw new IllegalStateException("not described yet");
    }
    return known;
  }

  /** The peer has to describe itself in time, unless people carry the descriptions. */
  void expectDescription() {
    patience = course.after(STAGE, () -> lose(Kind.NO_PATH, "the other side did not go on"));
  }

  /** Both fingerprints are known, and with them which session this is. */
  void described(SessionId id, Octets boundTo) {
    patience.cancel();
    session = id;
    bind = boundTo;
    if (stage == Stage.DESCRIBING) {
      stage = Stage.CONNECTING;
    }
    introduce();
  }

  /** Says hello as soon as there is a channel to say it on. */
  private void introduce() {
    if (stage != Stage.INTRODUCING
        || helloSent
        || !channel.isThere()
        || session == null
        || bind == null) {
      return;
    }
    helloSent = true;
    Introduction begun = new Introduction(role, session, bind, self, expectedKey, random);
    introduction = begun;
    send(new ChannelMessage.Introducing(begun.hello()));
  }

  private void channelOpen() {
    if (stage == Stage.CONNECTING) {
      stage = Stage.INTRODUCING;
      introduce();
    }
  }

  /** False when the channel has no room or is gone. */
  boolean send(ChannelMessage message) {
    if (stage == Stage.OVER || hangingUp) {
      return false;
    }
    try {
      return channel.send(message.write());
    } catch (IllegalArgumentException e) {
      lose(Kind.PROTOCOL, "the other side does not take messages of this size");
      return false;
    }
  }

  /** Runs something on the course when the channel has room again. */
  void whenWritable(Runnable task) {
    if (stage != Stage.OVER) {
      channel.whenWritable(task);
    }
  }

  boolean isTalking() {
    return stage == Stage.TALKING;
  }

  /** The peer is being told that it is not accepted: however this ends, it ends as a refusal. */
  boolean isRefusing() {
    return stage == Stage.REFUSING;
  }

  /** Whether what is said on the channel arrives now. */
  boolean isSpeaking() {
    return isTalking() && connection.state() == PeerConnectionState.CONNECTED;
  }

  /** Nothing comes from the place of the pairing: bad only while the descriptions need it. */
  void lostItsWay(String sentence) {
    if (stage == Stage.DESCRIBING) {
      lose(Kind.NO_PATH, sentence);
    }
  }

  /** What was sent is delivered, then the channel closes: {@link Owner#onHungUp}. */
  void hangUp() {
    hangingUp = true;
    channel.close();
  }

  /** Tells the peer that it is not accepted, so that it does not look for us, and ends. */
  void refuse(SessionEnd end) {
    boolean unused = send(new ChannelMessage.Bye(true));
    stage = Stage.REFUSING;
    refusal = end;
    patience.cancel();
    patience = course.after(LAST_WORD, () -> lose(end, Optional.empty()));
    hangUp();
  }

  @Override
  public void close() {
    stage = Stage.OVER;
    patience.cancel();
    connection.close();
  }

  void lose(Kind kind, String sentence) {
    lose(SessionEnd.of(kind, sentence), Optional.empty());
  }

  private void lose(SessionEnd end, Optional<PeerFailure.Reason> reason) {
    if (stage != Stage.OVER) {
      SessionEnd refused = refusal;
      close();
      owner.onLost(refused == null ? end : refused, reason);
    }
  }

  private void received(String text, Runnable done) {
    switch (stage) {
      case DESCRIBING, CONNECTING, INTRODUCING -> {
        introduced(text);
        done.run();
      }
      case NAMING -> {
        named(ChannelMessage.read(text));
        done.run();
      }
      case TALKING -> talked(ChannelMessage.read(text), done);
      case REFUSING, OVER -> done.run();
    }
  }

  private void introduced(String text) {
    Introduction begun = introduction;
    if (begun == null) {
      untrusted();
      return;
    }
    Introduction.Step step =
        ChannelMessage.read(text) instanceof ChannelMessage.Introducing introducing
            ? begun.receive(introducing.message())
            : begun.receiveOther();
    if (step instanceof Introduction.Step.Send reply) {
      send(new ChannelMessage.Introducing(reply.reveal()));
    } else if (step instanceof Introduction.Step.Introduced introduced) {
      stage = Stage.NAMING;
      owner.onIntroduced(introduced.peer(), introduced.phrase());
    } else if (step instanceof Introduction.Step.Failed failed) {
      failed(failed.failure());
    }
  }

  private void failed(IntroductionFailure failure) {
    if (failure == IntroductionFailure.OTHER_IDENTITY) {
      refuse(CallEnds.of(failure));
    } else {
      lose(CallEnds.of(failure), Optional.empty());
    }
  }

  private void untrusted() {
    lose(Kind.AUTHENTICATION, "the other side spoke before it proved who it is");
  }

  private void named(ChannelMessage message) {
    if (message instanceof ChannelMessage.Name name) {
      peersName = name;
      talk();
    } else if (message instanceof ChannelMessage.Bye bye) {
      lose(CallEnds.of(bye), Optional.empty());
    } else if (!(message instanceof ChannelMessage.Unknown)) {
      lose(Kind.PROTOCOL, "the other side did not say its name");
    }
  }

  /** The path is told apart from the channel, and may come later. */
  private void talk() {
    ChannelMessage.Name name = peersName;
    Optional<Path> path = connection.path();
    if (stage == Stage.NAMING && name != null && path.isPresent()) {
      stage = Stage.TALKING;
      patience.cancel();
      owner.onTalking(name, path.get());
      early.forEach(owner::onChannel);
      early.clear();
    }
  }

  private void talked(ChannelMessage message, Runnable done) {
    if (message instanceof ChannelMessage.Malformed
        || message instanceof ChannelMessage.Introducing) {
      done.run();
      lose(Kind.PROTOCOL, "the other side broke the protocol");
    } else {
      owner.onMessage(message, done);
    }
  }

  private void connected() {
    if (stage.compareTo(Stage.NAMING) <= 0 && stage != Stage.DESCRIBING) {
      patience.cancel();
      patience =
          course.after(STAGE, () -> lose(Kind.NO_PATH, "the other side did not say who it is"));
    } else if (stage == Stage.TALKING) {
      owner.onSpeaking();
    }
  }

  private void ended() {
    Optional<PeerFailure> failure = connection.failure();
    lose(CallEnds.of(failure, stage == Stage.TALKING), failure.map(PeerFailure::reason));
  }

  private void announced(DataChannel other, Optional<SideChannel> side) {
    if (stage == Stage.OVER) {
      return;
    }
    if (role == Role.INVITER && !channel.isThere() && OwnChannel.isMeant(other)) {
      channel.adopt(other);
      channelOpen();
    } else if (stage == Stage.TALKING && side.isPresent()) {
      owner.onChannel(side.get());
    } else if (stage == Stage.NAMING && side.isPresent() && early.size() < MAX_EARLY) {
      early.add(side.get()); // its name is on another channel, and may be late
    } else if (stage == Stage.TALKING || stage == Stage.REFUSING) {
      other.close(); // of a later version
    } else {
      untrusted();
    }
  }

  /** Brings what happens on the connection onto the course. */
  private final class ConnectionEvents implements PeerListener {
    @Override
    public void onIceCandidate(IceCandidate candidate) {
      course.execute(() -> alive(() -> owner.onLocalCandidate(candidate)));
    }

    @Override
    public void onRestartNeeded() {
      course.execute(() -> alive(owner::onRestartNeeded));
    }

    @Override
    public void onPath(Path path) {
      course.execute(
          () ->
              alive(
                  () -> {
                    talk();
                    owner.onPath(path);
                  }));
    }

    @Override
    public void onConnectionState(PeerConnectionState state) {
      switch (state) {
        case NEW, CONNECTING -> {}
        case CONNECTED -> course.execute(() -> alive(Call.this::connected));
        case DISCONNECTED ->
            course.execute(
                () -> {
                  if (stage == Stage.TALKING) {
                    owner.onSilent();
                  }
                });
        case FAILED, CLOSED -> course.execute(() -> alive(Call.this::ended));
      }
    }

    @Override
    public void onDataChannel(DataChannel announced) {
      Optional<SideChannel> side = SideChannel.of(announced, course.beside());
      if (side.isEmpty()) {
        channel.listenTo(announced);
      }
      course.execute(() -> announced(announced, side));
    }

    private void alive(Runnable event) {
      if (stage != Stage.OVER) {
        event.run();
      }
    }
  }

  /** What happens on our own channel. */
  private final class ChannelEvents implements OwnChannel.Owner {
    @Override
    public void onOpen() {
      channelOpen();
    }

    @Override
    public void onText(String text, Runnable done) {
      received(text, done);
    }

    @Override
    public void onBinary() {
      if (stage.compareTo(Stage.NAMING) < 0) {
        untrusted();
      }
    }

    @Override
    public void onClose() {
      if (stage == Stage.OVER) {
        return;
      }
      if (hangingUp && refusal == null) {
        owner.onHungUp();
      } else {
        ended();
      }
    }
  }
}
