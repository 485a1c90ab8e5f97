package dev.sotto.pairing;

import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The first two messages each way on the data channel: proof that the peer is the one of the
 * pairing, and of its identity key. Until {@link Step.Introduced} nothing else may be sent or
 * processed; anything else that comes, the owner reports with {@link #receiveOther}.
 */
public final class Introduction {
  /** What came of an input. */
  public sealed interface Step {
    /**
     * The hello was right: this has to be sent now.
     *
     * @param reveal the answer
     */
    record Send(Reveal reveal) implements Step {}

    /**
     * The peer is proven.
     *
     * @param peer who it is
     * @param phrase what people compare
     */
    record Introduced(PeerProof peer, Phrase phrase) implements Step {}

    /**
     * The session has to be closed.
     *
     * @param failure why
     */
    record Failed(IntroductionFailure failure) implements Step {}
  }

  /**
   * An introduction in one session.
   *
   * @param role ours
   * @param session its name
   * @param bind of the run, or of {@link SessionId#manualBind}; 32 bytes
   * @param self what we say of ourselves
   * @param expectedKey the key that the peer must show: pinned, or that of before a rejoin; the
   *     empty key for a peer that had none before a rejoin; no value if anybody is welcome
   * @param random cryptographically strong
   */
  public Introduction(
      Role role,
      SessionId session,
      Octets bind,
      Introducer self,
      Optional<Octets> expectedKey,
      RandomGenerator random) {}

  /**
   * Our hello; it has to be sent before anything is received.
   *
   * @return the same at each call
   */
  public Hello hello() {
    return Pending.value(java.util.List.of());
  }

  /**
   * Takes a message of the peer.
   *
   * @param message what came
   * @return what came of it
   */
  public Step receive(IntroductionMessage message) {
    return Pending.value(java.util.List.of());
  }

  /**
   * Takes note that the peer sent something else, or something malformed.
   *
   * @return a failure
   */
  public Step receiveOther() {
    return Pending.value(java.util.List.of());
  }
}
