package dev.sotto.messenger;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.Reliability;
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
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.PeerFailure;
import dev.sotto.peer.PeerListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  static final String LABEL = "sotto";
  static final String PROTOCOL = "sotto.v1";

  /** How long the peer may take for its description, and for introduction and name. */
  private static final Duration STAGE = Duration.ofSeconds(20);

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

    void onSilent();

    void onSpeaking();

    /** Our channel was closed from both sides, after {@link #hangUp}. */
    void onHungUp();

    /** The connection is gone, or has to be given up. */
    void onLost(SessionEnd end, Optional<PeerFailure.Reason> reason);
  }

  private final Course course;
  private final Role role;
  private final Gate gate;
  private final Introducer self;
  private final Optional<Octets> expectedKey;
  private final RandomGenerator random;
  private final PeerConnection connection;
  private final Owner owner;
  private Stage stage = Stage.DESCRIBING;
  private Course.Alarm patience = Course.none();
  private @Nullable SessionId session;
  private @Nullable Octets bind;
  private @Nullable DataChannel channel;
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
    this.gate = gate;
    this.self = self;
    this.expectedKey = expectedKey;
    this.random = random;
    this.owner = owner;
    this.connection = connections.create(new ConnectionEvents());
    if (role == Role.JOINER) {
      channel =
          connection.createDataChannel(
              ChannelOptions.reliable(LABEL).withProtocol(PROTOCOL), new ChannelEvents());
    }
  }

  PeerConnection connection() {
    return connection;
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
    DataChannel open = channel;
    if (stage != Stage.INTRODUCING
        || helloSent
        || open == null
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
    DataChannel open = channel;
    if (open == null || stage == Stage.OVER || hangingUp) {
      return false;
    }
    try {
      return open.send(message.write());
    } catch (IllegalStateException e) {
      return false; // closed at this moment, which is told apart
    } catch (IllegalArgumentException e) {
      lose(Kind.PROTOCOL, "the other side does not take messages of this size");
      return false;
    }
  }

  /** Runs something on the course when the channel has room again. */
  void whenWritable(Runnable task) {
    DataChannel open = channel;
    if (open != null && stage != Stage.OVER) {
      CompletableFuture<Void> unused = open.whenBufferedAmountLow().thenRunAsync(task, course);
    }
  }

  boolean isTalking() {
    return stage == Stage.TALKING;
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
    DataChannel open = channel;
    hangingUp = true;
    if (open != null) {
      open.close();
    }
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
      close();
      owner.onLost(end, reason);
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
      refuse(SessionEnd.of(Kind.AUTHENTICATION, sentence(failure)));
    } else {
      lose(Kind.AUTHENTICATION, sentence(failure));
    }
  }

  private static String sentence(IntroductionFailure failure) {
    return switch (failure) {
      case OTHER_IDENTITY -> "the other side is not the one it has to be: it has another key";
      case MAC -> "somebody stands between the two sides";
      case PROTOCOL, COMMITMENT, KEY, SIGNATURE -> "the other side did not prove who it is";
    };
  }

  private void untrusted() {
    lose(Kind.AUTHENTICATION, "the other side spoke before it proved who it is");
  }

  private void named(ChannelMessage message) {
    if (message instanceof ChannelMessage.Name name) {
      peersName = name;
      talk();
    } else if (message instanceof ChannelMessage.Bye bye) {
      lose(left(bye), Optional.empty());
    } else if (!(message instanceof ChannelMessage.Unknown)) {
      lose(Kind.PROTOCOL, "the other side did not say its name");
    }
  }

  private static SessionEnd left(ChannelMessage.Bye bye) {
    return bye.refused()
        ? SessionEnd.refused()
        : SessionEnd.of(Kind.INTERRUPTED, "the other side left at once");
  }

  /** The path is told apart from the channel, and may come later. */
  private void talk() {
    ChannelMessage.Name name = peersName;
    Optional<Path> path = connection.path();
    if (stage == Stage.NAMING && name != null && path.isPresent()) {
      stage = Stage.TALKING;
      patience.cancel();
      owner.onTalking(name, path.get());
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
    SessionEnd refused = refusal;
    if (refused != null) {
      lose(refused, Optional.empty());
      return;
    }
    Optional<PeerFailure> failure = connection.failure();
    Kind kind =
        failure
            .map(
                it ->
                    switch (it.reason()) {
                      case AUTHENTICATION -> Kind.AUTHENTICATION;
                      case PROTOCOL -> Kind.PROTOCOL;
                      case NO_PATH, TIMEOUT ->
                          stage == Stage.TALKING ? Kind.INTERRUPTED : Kind.NO_PATH;
                    })
            .orElse(Kind.INTERRUPTED);
    String sentence = failure.map(PeerFailure::message).orElse("the other side is gone");
    lose(SessionEnd.of(kind, sentence), failure.map(PeerFailure::reason));
  }

  /** Whether it is the channel that the joiner has to open. */
  private static boolean isOurs(DataChannel announced) {
    ChannelOptions options = announced.options();
    return options.label().equals(LABEL)
        && options.protocol().equals(PROTOCOL)
        && options.ordered()
        && options.reliability().equals(Reliability.RELIABLE);
  }

  private void announced(DataChannel other) {
    if (stage == Stage.OVER) {
      return;
    }
    if (role == Role.INVITER && channel == null && isOurs(other)) {
      channel = other;
      channelOpen();
    } else if (stage == Stage.TALKING) {
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
      announced.listener(new ChannelEvents(announced));
      course.execute(() -> announced(announced));
    }

    private void alive(Runnable event) {
      if (stage != Stage.OVER) {
        event.run();
      }
    }
  }

  /** Brings what happens on a channel onto the course; of others than ours nothing counts. */
  private final class ChannelEvents implements DataChannelListener {
    private final @Nullable DataChannel announced;

    /** Of the channel that we open. */
    ChannelEvents() {
      this.announced = null;
    }

    /** Of one that the peer opened. */
    ChannelEvents(DataChannel announced) {
      this.announced = announced;
    }

    private boolean isOurs() {
      return announced == null || announced == channel;
    }

    @Override
    public void onOpen() {
      course.execute(Call.this::channelOpen);
    }

    @Override
    public void onText(String text) {
      gate.enter(text.length());
      Runnable done = () -> gate.leave(text.length());
      course.execute(
          () -> {
            if (isOurs()) {
              received(text, done);
            } else {
              done.run();
            }
          });
    }

    @Override
    public void onBinary(byte[] data) {
      course.execute(
          () -> {
            if (isOurs() && stage.compareTo(Stage.NAMING) < 0) {
              untrusted();
            }
          });
    }

    @Override
    public void onClose() {
      course.execute(
          () -> {
            if (!isOurs() || stage == Stage.OVER) {
              return;
            }
            if (hangingUp && refusal == null) {
              owner.onHungUp();
            } else {
              ended();
            }
          });
    }
  }
}
