package dev.sotto.pairing;

import dev.sotto.pairing.PairingMessage.Abort;
import dev.sotto.pairing.PairingMessage.P0;
import dev.sotto.pairing.PairingMessage.P1;
import dev.sotto.pairing.PairingMessage.P2;
import dev.sotto.pairing.PairingMessage.P3;
import dev.sotto.pairing.PairingMessage.P4;
import dev.sotto.time.Monotonic;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the exchange, for one role: messages and the time go in, messages and at the end keys
 * or a failure come out. Used once, never started again with the same values.
 *
 * <pre>
 *   inviter   p0 (opening)  ..  p1 in, p2 out  ..  p3 in, p4 out: paired
 *   joiner    p0 in, p1 out  ..  p2 in, p3 out  ..  p4 in: paired
 * </pre>
 *
 * <p>A run that has ended answers everything with an empty {@link Step.Waiting}. What arrives after
 * {@link Step.Paired} is for the {@link Opener} if it is {@link PairingMessage.Sealed}, and a
 * broken rule of the peer otherwise; that is for the owner of the run to see.
 */
public final class PairingRun implements AutoCloseable {
  /** How long the peer may take for each step. */
  public static final Duration STEP_TIMEOUT = Duration.ofSeconds(10);

  /** What came of an input. */
  public sealed interface Step {
    /**
     * What has to be sent, in this order.
     *
     * @return the messages, possibly none
     */
    List<PairingMessage> send();

    /**
     * The run goes on.
     *
     * @param send what has to be sent
     */
    record Waiting(List<PairingMessage> send) implements Step {}

    /**
     * The run has succeeded. The code is used.
     *
     * @param send what has to be sent
     * @param keys what both now have in common; the caller closes them
     */
    record Paired(List<PairingMessage> send, PairingKeys keys) implements Step {}

    /**
     * The run has ended without keys.
     *
     * @param send what has to be sent: nothing, or an {@link PairingMessage.Abort}
     * @param failure why
     */
    record Failed(List<PairingMessage> send, PairingFailure failure) implements Step {}
  }

  private enum State {
    UNOPENED,
    AWAITS_P0,
    AWAITS_P1,
    AWAITS_P2,
    AWAITS_P3,
    AWAITS_P4,
    ENDED
  }

  private static final int NONCE = 16;
  private static final byte[] NONE = {};
  private static final Step NOTHING = new Step.Waiting(List.of());

  private final Role role;
  private final RandomGenerator random;
  private final byte[] ownNonce = new byte[NONCE];
  private final byte[] ownAssociated;
  private final byte[] scalar = new byte[X25519.LENGTH];

  private @Nullable PairingSecret secret;
  private State state;
  private long deadline = Monotonic.NEVER;
  private boolean guessSpent;

  /** Known once both nonces are. */
  private byte[] session = NONE;

  private byte[] channel = NONE;
  private byte[] ownShare = NONE;

  /** Known once both shares are; gone when the run has ended. */
  private KeySchedule.@Nullable Derived derived;

  private PairingRun(Role role, State state, RandomGenerator random) {
    this.role = role;
    this.state = state;
    this.random = random;
    ownAssociated = Versions.associated(role);
    random.nextBytes(ownNonce);
  }

  /**
   * A run of the one who joins.
   *
   * @param secret what both know
   * @param random cryptographically strong
   * @return a run that waits for {@code p0}
   */
  public static PairingRun joiner(PairingSecret secret, RandomGenerator random) {
    PairingRun run = new PairingRun(Role.JOINER, State.AWAITS_P0, random);
    run.secret = secret;
    return run;
  }

  /**
   * A run of the one who invites. The secret may be given later, because a server names the room
   * only after it has got {@link #opening()}.
   *
   * @param random cryptographically strong
   * @return a run that waits for {@link #opened}
   */
  public static PairingRun inviter(RandomGenerator random) {
    return new PairingRun(Role.INVITER, State.UNOPENED, random);
  }

  /**
   * The inviter's first message, for the server or for the peer.
   *
   * @return {@code p0}; the same at each call
   * @throws IllegalStateException in a run of the joiner
   */
  public PairingMessage.P0 opening() {
    require(Role.INVITER);
    return new P0(Octets.of(ownNonce));
  }

  /**
   * The inviter has a room, and so a code: from now on {@code p1} is welcome.
   *
   * @param secret what both know
   * @throws IllegalStateException in a run of the joiner, or if called before
   */
  public void opened(PairingSecret secret) {
    require(Role.INVITER);
    if (this.secret != null) {
      throw new IllegalStateException("opened before");
    }
    this.secret = secret;
    if (state == State.UNOPENED) {
      state = State.AWAITS_P1;
    }
  }

  /**
   * The peer is there: its first message has {@link #STEP_TIMEOUT} from now. Without this the run
   * waits for it without a limit.
   *
   * @param now the time
   */
  public void peerArrived(Monotonic now) {
    if (state == State.AWAITS_P0 || state == State.AWAITS_P1) {
      deadline = now.plus(STEP_TIMEOUT).nanos();
    }
  }

  /**
   * Takes a message of the peer.
   *
   * @param message anything
   * @param now the time
   * @return what came of it
   */
  public Step receive(PairingMessage message, Monotonic now) {
    if (state != State.ENDED && now.hasReached(deadline)) {
      return failed(PairingFailure.TIMED_OUT);
    }
    if (state == State.ENDED) {
      return NOTHING;
    } else if (message instanceof Abort) {
      return endedWith(PairingFailure.ABORTED, List.of());
    } else if (state == State.AWAITS_P0 && message instanceof P0 p0) {
      return answer(p0, now);
    } else if (state == State.AWAITS_P1 && message instanceof P1 p1) {
      return answer(p1, now);
    } else if (state == State.AWAITS_P2 && message instanceof P2 p2) {
      return answer(p2, now);
    } else if (state == State.AWAITS_P3 && message instanceof P3 p3) {
      return judge(p3);
    } else if (state == State.AWAITS_P4 && message instanceof P4 p4) {
      return judge(p4);
    }
    return failed(PairingFailure.PROTOCOL);
  }

  private Step answer(P0 p0, Monotonic now) {
    if (p0.nonce().length() != NONCE) {
      return failed(PairingFailure.PROTOCOL);
    }
    session = concatenated(p0.nonce().shared(), ownNonce);
    makeShare();
    state = State.AWAITS_P2;
    deadline = now.plus(STEP_TIMEOUT).nanos();
    return waiting(new P1(Octets.of(ownNonce), Octets.of(ownShare), Octets.of(ownAssociated)));
  }

  private Step answer(P1 p1, Monotonic now) {
    if (p1.nonce().length() != NONCE) {
      return failed(PairingFailure.PROTOCOL);
    }
    session = concatenated(ownNonce, p1.nonce().shared());
    makeShare();
    PairingFailure refused = derive(p1.share(), p1.associated());
    if (refused != null) {
      return failed(refused);
    }
    state = State.AWAITS_P3;
    deadline = now.plus(STEP_TIMEOUT).nanos();
    return waiting(new P2(Octets.of(ownShare), Octets.of(ownAssociated)));
  }

  private Step answer(P2 p2, Monotonic now) {
    PairingFailure refused = derive(p2.share(), p2.associated());
    if (refused != null) {
      return failed(refused);
    }
    state = State.AWAITS_P4;
    deadline = now.plus(STEP_TIMEOUT).nanos();
    guessSpent = true;
    return waiting(new P3(derived().joinerTag()));
  }

  private Step judge(P3 p3) {
    guessSpent = true;
    if (!p3.tag().equals(derived().joinerTag())) {
      return failed(PairingFailure.WRONG_CODE);
    }
    return paired(List.of(new P4(derived().inviterTag())));
  }

  private Step judge(P4 p4) {
    return p4.tag().equals(derived().inviterTag())
        ? paired(List.of())
        : failed(PairingFailure.NOT_CONFIRMED);
  }

  /** Draws the scalar and makes the share, once the session has its name. */
  private void makeShare() {
    PairingSecret known = Objects.requireNonNull(secret);
    channel = KeySchedule.channel(known.mode(), known.room());
    random.nextBytes(scalar);
    ownShare = CPace.share(scalar, CPace.generator(known.password(), channel, session));
  }

  /** Judges the peer's half and derives what both have in common; what is wrong, if anything. */
  private @Nullable PairingFailure derive(Octets share, Octets associated) {
    if (share.length() != X25519.LENGTH
        || !Versions.wellFormed(associated.shared(), role.other())
        || MessageDigest.isEqual(share.shared(), ownShare)) {
      return PairingFailure.PROTOCOL;
    }
    OptionalInt version = Versions.common(associated.shared(), role.other());
    if (version.isEmpty()) {
      return PairingFailure.NO_COMMON_VERSION;
    }
    byte[][] own = {ownShare, ownAssociated};
    byte[][] peers = {share.shared(), associated.shared()};
    byte[][] first = role == Role.JOINER ? own : peers;
    byte[][] second = role == Role.JOINER ? peers : own;
    byte[][] shares = {first[0], first[1], second[0], second[1]};
    Optional<byte[]> key = CPace.sessionKey(session, scalar, share.shared(), shares);
    Arrays.fill(scalar, (byte) 0);
    if (key.isEmpty()) {
      return PairingFailure.PROTOCOL;
    }
    byte[] transcript = KeySchedule.transcript(channel, session, shares);
    Mode mode = Objects.requireNonNull(secret).mode();
    derived = KeySchedule.derive(role, mode, version.getAsInt(), transcript, key.get());
    return null;
  }

  private KeySchedule.Derived derived() {
    return Objects.requireNonNull(derived);
  }

  private static Step waiting(PairingMessage message) {
    return new Step.Waiting(List.of(message));
  }

  private Step paired(List<PairingMessage> send) {
    PairingKeys keys = derived().keys();
    derived = null;
    end();
    return new Step.Paired(send, keys);
  }

  private Step failed(PairingFailure failure) {
    String hint = failure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return endedWith(failure, List.of(new Abort(hint)));
  }

  /** Whatever goes wrong once the joiner has confirmed, its guess is spent and has no answer. */
  private Step endedWith(PairingFailure failure, List<PairingMessage> send) {
    if (state == State.ENDED) {
      return NOTHING;
    }
    boolean unanswered = state == State.AWAITS_P4;
    close();
    return new Step.Failed(send, unanswered ? PairingFailure.NOT_CONFIRMED : failure);
  }

  /**
   * Takes something of the peer that is no message at all: it ends the run like a message in the
   * wrong place.
   *
   * @return what came of it
   */
  public Step receiveMalformed() {
    return failed(PairingFailure.PROTOCOL);
  }

  /**
   * The way to the peer is gone for good.
   *
   * @return what came of it; nothing has to be sent
   */
  public Step lost() {
    return endedWith(PairingFailure.LOST, List.of());
  }

  /**
   * When {@link #handleTimeout} wants to be called.
   *
   * @return a time in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER}
   */
  public long nextTimeout() {
    return deadline;
  }

  /**
   * Ends the run if its peer has taken too long.
   *
   * @param now the time
   * @return what came of it
   */
  public Step handleTimeout(Monotonic now) {
    return now.hasReached(deadline) ? failed(PairingFailure.TIMED_OUT) : NOTHING;
  }

  /**
   * Whether this run has used the code up, as this side counts: for the inviter, that a
   * confirmation came, right or wrong; for the joiner, that its own was sent.
   *
   * @return whether the same code must not be run again (mode rejoin excepted)
   */
  public boolean guessSpent() {
    return guessSpent;
  }

  /**
   * Whether the run has ended, with keys or without.
   *
   * @return whether nothing more will come of it
   */
  public boolean hasEnded() {
    return state == State.ENDED;
  }

  /**
   * Which side this is.
   *
   * @return the role
   */
  public Role role() {
    return role;
  }

  /** Wipes what the run knows; it has then ended. Keys that it gave out stay. */
  @Override
  public void close() {
    if (derived != null) {
      derived.keys().close();
      derived = null;
    }
    end();
  }

  private void end() {
    Arrays.fill(scalar, (byte) 0);
    deadline = Monotonic.NEVER;
    state = State.ENDED;
  }

  private void require(Role required) {
    if (role != required) {
      throw new IllegalStateException("only for the " + required.label());
    }
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
