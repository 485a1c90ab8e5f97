package dev.sotto.pairing;

import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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

  /** The version of the introduction. */
  public static final int VERSION = 1;

  /** The most characters of an origin. */
  public static final int MAX_ORIGIN = 300;

  private static final int HASH = 32;

  private final Role role;
  private final SessionId session;
  private final Octets bind;
  private final Introducer self;
  private final Optional<Octets> expectedKey;
  private final byte[] ownRandom = new byte[HASH];
  private final byte[] ownCommit;

  /** The peer's, once it is verified. */
  private @Nullable Hello peerHello;

  /** Whether nothing more is welcome: failed, or introduced. */
  private boolean ended;

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
      RandomGenerator random) {
    this.role = role;
    this.session = session;
    this.bind = bind;
    this.self = self;
    this.expectedKey = expectedKey;
    random.nextBytes(ownRandom);
    ownCommit = commit(role, self.key().shared(), ownRandom);
  }

  /**
   * Our hello; it has to be sent before anything is received.
   *
   * @return the same at each call
   */
  public Hello hello() {
    return new Hello(
        VERSION,
        Octets.of(ownCommit),
        Octets.owning(mac(role, ownCommit)),
        self.secure(),
        self.kind(),
        self.origin());
  }

  /**
   * Takes a message of the peer.
   *
   * @param message what came
   * @return what came of it
   */
  public Step receive(IntroductionMessage message) {
    if (message instanceof Hello hello && peerHello == null && !ended) {
      return receive(hello);
    } else if (message instanceof Reveal reveal && peerHello != null && !ended) {
      return receive(reveal, peerHello);
    }
    return failed(IntroductionFailure.PROTOCOL);
  }

  private Step receive(Hello hello) {
    if (hello.version() != VERSION || hello.commit().length() != HASH || !plainOrigin(hello)) {
      return failed(IntroductionFailure.PROTOCOL);
    }
    byte[] expected = mac(role.other(), hello.commit().shared());
    if (!MessageDigest.isEqual(expected, hello.mac().shared())) {
      return failed(IntroductionFailure.MAC);
    }
    peerHello = hello;
    Octets signature =
        self.key().isEmpty()
            ? Octets.empty()
            : Octets.of(self.signer().apply(signed(role, hello, self.key())));
    return new Step.Send(new Reveal(self.key(), Octets.of(ownRandom), signature));
  }

  private Step receive(Reveal reveal, Hello hello) {
    ended = true;
    Octets key = reveal.key();
    if (reveal.random().length() != HASH) {
      return failed(IntroductionFailure.PROTOCOL);
    }
    byte[] commit = commit(role.other(), key.shared(), reveal.random().shared());
    if (!MessageDigest.isEqual(commit, hello.commit().shared())) {
      return failed(IntroductionFailure.COMMITMENT);
    }
    if (!key.isEmpty() && !Ed25519.isPublicKey(key.shared())) {
      return failed(IntroductionFailure.KEY);
    }
    byte[] signed = signed(role.other(), hello, key);
    boolean right =
        key.isEmpty()
            ? reveal.signature().isEmpty()
            : Ed25519.verify(key.shared(), signed, reveal.signature().shared());
    if (!right) {
      return failed(IntroductionFailure.SIGNATURE);
    }
    if (expectedKey.isPresent() && !expectedKey.get().equals(key)) {
      return failed(IntroductionFailure.OTHER_IDENTITY);
    }
    boolean ownKey = !key.isEmpty() && key.equals(self.key());
    PeerProof peer = new PeerProof(key, hello.kind(), hello.origin(), hello.secure(), ownKey);
    return new Step.Introduced(peer, phrase(hello, reveal));
  }

  /**
   * Takes note that the peer sent something else, or something malformed.
   *
   * @return a failure
   */
  public Step receiveOther() {
    return failed(IntroductionFailure.PROTOCOL);
  }

  private Step failed(IntroductionFailure failure) {
    ended = true;
    return new Step.Failed(failure);
  }

  private static boolean plainOrigin(Hello hello) {
    String origin = hello.origin().orElse("");
    return origin.length() <= MAX_ORIGIN && origin.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private byte[] commit(Role of, byte[] key, byte[] random) {
    return Hash.sha256(
        LengthValue.concatenate(
            LengthValue.ascii("sotto/1 commit"), label(of), session.value().shared(), key, random));
  }

  private byte[] mac(Role of, byte[] commit) {
    return Hash.hmacSha256(
        bind.shared(),
        LengthValue.concatenate(
            LengthValue.ascii("sotto/1 hello"), label(of), session.value().shared(), commit));
  }

  private byte[] signed(Role of, Hello hello, Octets key) {
    return LengthValue.concatenate(
        LengthValue.ascii("sotto/1 identity"),
        label(of),
        session.value().shared(),
        joiners(ownCommit, hello.commit().shared()),
        inviters(ownCommit, hello.commit().shared()),
        key.shared());
  }

  private Phrase phrase(Hello hello, Reveal reveal) {
    byte[] commit = hello.commit().shared();
    byte[] random = reveal.random().shared();
    byte[] key = reveal.key().shared();
    return Phrase.of(
        Hash.sha256(
            LengthValue.concatenate(
                LengthValue.ascii("sotto/1 phrase"),
                session.value().shared(),
                joiners(ownCommit, commit),
                inviters(ownCommit, commit),
                joiners(ownRandom, random),
                inviters(ownRandom, random),
                joiners(self.key().shared(), key),
                inviters(self.key().shared(), key))));
  }

  private byte[] joiners(byte[] own, byte[] peers) {
    return role == Role.JOINER ? own : peers;
  }

  private byte[] inviters(byte[] own, byte[] peers) {
    return role == Role.JOINER ? peers : own;
  }

  private static byte[] label(Role of) {
    return LengthValue.ascii(of.label());
  }
}
