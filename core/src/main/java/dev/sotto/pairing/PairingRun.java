package dev.sotto.pairing;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

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

  private final Role role;

  private PairingRun(Role role) {
    this.role = role;
  }

  /**
   * A run of the one who joins.
   *
   * @param secret what both know
   * @param random cryptographically strong
   * @return a run that waits for {@code p0}
   */
  public static PairingRun joiner(PairingSecret secret, RandomGenerator random) {
    return new PairingRun(Role.JOINER);
  }

  /**
   * A run of the one who invites. The secret may be given later, because a server names the room
   * only after it has got {@link #opening()}.
   *
   * @param random cryptographically strong
   * @return a run that waits for {@link #opened}
   */
  public static PairingRun inviter(RandomGenerator random) {
    return Pending.value(java.util.List.of());
  }

  /**
   * The inviter's first message, for the server or for the peer.
   *
   * @return {@code p0}; the same at each call
   * @throws IllegalStateException in a run of the joiner
   */
  public PairingMessage.P0 opening() {
    return Pending.value(java.util.List.of());
  }

  /**
   * The inviter has a room, and so a code: from now on {@code p1} is welcome.
   *
   * @param secret what both know
   * @throws IllegalStateException in a run of the joiner, or if called before
   */
  public void opened(PairingSecret secret) {
    Pending.value(java.util.List.of());
  }

  /**
   * The peer is there: its first message has {@link #STEP_TIMEOUT} from now. Without this the run
   * waits for it without a limit.
   *
   * @param now the time
   */
  public void peerArrived(Monotonic now) {
    Pending.value(java.util.List.of());
  }

  /**
   * Takes a message of the peer.
   *
   * @param message anything
   * @param now the time
   * @return what came of it
   */
  public Step receive(PairingMessage message, Monotonic now) {
    return Pending.value(java.util.List.of());
  }

  /**
   * Takes something of the peer that is no message at all: it ends the run like a message in the
   * wrong place.
   *
   * @return what came of it
   */
  public Step receiveMalformed() {
    return Pending.value(java.util.List.of());
  }

  /**
   * The way to the peer is gone for good.
   *
   * @return what came of it; nothing has to be sent
   */
  public Step lost() {
    return Pending.value(java.util.List.of());
  }

  /**
   * When {@link #handleTimeout} wants to be called.
   *
   * @return a time in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER}
   */
  public long nextTimeout() {
    return Pending.value(java.util.List.of());
  }

  /**
   * Ends the run if its peer has taken too long.
   *
   * @param now the time
   * @return what came of it
   */
  public Step handleTimeout(Monotonic now) {
    return Pending.value(java.util.List.of());
  }

  /**
   * Whether this run has used the code up, as this side counts: for the inviter, that a
   * confirmation came, right or wrong; for the joiner, that its own was sent.
   *
   * @return whether the same code must not be run again (mode rejoin excepted)
   */
  public boolean guessSpent() {
    return Pending.value(java.util.List.of());
  }

  /**
   * Whether the run has ended, with keys or without.
   *
   * @return whether nothing more will come of it
   */
  public boolean hasEnded() {
    return Pending.value(java.util.List.of());
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
    Pending.value(java.util.List.of());
  }
}
