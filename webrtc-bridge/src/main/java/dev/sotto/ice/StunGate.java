package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of the STUN that arrives is let in: authenticated connectivity checks, and authenticated
 * answers to ours, from where these were sent. ice4j by itself takes unauthenticated checks and
 * forged answers.
 *
 * <p>Since it sees every authentic answer it also knows which pairs are valid (RFC 8445 section
 * 7.2.5.3.2), and how the peer sees us on each.
 *
 * <p>Belongs to the loop thread. Sends nothing.
 */
final class StunGate {
  /** The longest message that is looked at: what fits a link's MTU. */
  static final int MAX_LENGTH = 1500;

  private static final int MAX_QUESTIONS = 512;
  private static final int MAX_PAIRS = 128;

  private final IceParameters local;
  private final byte[] localKey;
  private final Map<TransactionId, Question> questions = new LinkedHashMap<>();
  private final Map<Pair, TransportAddress> validPairs = new LinkedHashMap<>();
  private final Set<Pair> speakers = new LinkedHashSet<>();
  private final Set<Pair> tried = new LinkedHashSet<>();
  private @Nullable IceParameters remote;

  StunGate(IceParameters local) {
    this.local = local;
    this.localKey = local.key();
  }

  /** Whose answer it is. */
  enum Asker {
    /** ice4j's connectivity checks. */
    SEARCH,
    /** Our own checks, once ice4j is gone. */
    KEEPER
  }

  /**
   * A message that was let in.
   *
   * @param message the message, authentic as far as its kind can be
   * @param asker who asked, when it is a response
   */
  record Admitted(StunMessage message, @Nullable Asker asker) {}

  private record Question(Pair pair, Asker asker) {}

  /** From now on only this peer's checks are let in, and answers can be verified. */
  void expect(IceParameters peer) {
    remote = peer;
  }

  /** Notes a question that is about to be sent; sending it again is fine. */
  void asked(Pair pair, TransactionId id, Asker asker) {
    makeRoom(questions.keySet(), MAX_QUESTIONS);
    questions.put(id, new Question(pair, asker));
    if (tried.size() < MAX_PAIRS) {
      tried.add(pair);
    }
  }

  /** The pairs on which the peer was asked, the first ones of them, in that order. */
  Set<Pair> tried() {
    return new LinkedHashSet<>(tried);
  }

  /** The addresses from which the peer has authentically asked us, with where it came in. */
  Set<Pair> speakers() {
    return new LinkedHashSet<>(speakers);
  }

  /** Whether the peer has authentically asked us on a pair. */
  boolean hasSpoken(Pair pair) {
    return speakers.contains(pair);
  }

  /** Whether the peer has answered us on a pair. */
  boolean isValid(Pair pair) {
    return validPairs.containsKey(pair);
  }

  /** How the peer sees us on a pair, by its latest answer. */
  @Nullable TransportAddress mapped(Pair pair) {
    return validPairs.get(pair);
  }

  /** Judges one datagram; null means that it is to be dropped without an answer. */
  @Nullable Admitted admit(Pair pair, byte[] packet, int offset, int length) {
    StunMessage message = parse(packet, offset, length);
    if (message == null || message.method() != StunMessage.BINDING) {
      return null;
    }
    if (message.hasFingerprint() && !message.fingerprintValid()) {
      return null;
    }
    return switch (message.messageClass()) {
      case REQUEST -> admitRequest(pair, message);
      // RFC 8445 section 11: it only keeps bindings alive on its way.
      case INDICATION -> null;
      case SUCCESS_RESPONSE, ERROR_RESPONSE -> admitResponse(pair, message);
    };
  }

  private static @Nullable StunMessage parse(byte[] packet, int offset, int length) {
    if (length > MAX_LENGTH || !StunMessage.looksLikeStun(packet, offset, length)) {
      return null;
    }
    try {
      return StunMessage.parse(packet, offset, length);
    } catch (StunFormatException e) {
      return null;
    }
  }

  private @Nullable Admitted admitRequest(Pair pair, StunMessage request) {
    if (!isAuthenticCheck(request)) {
      return null;
    }
    if (!speakers.contains(pair)) {
      makeRoom(speakers, MAX_PAIRS);
      speakers.add(pair);
    }
    return new Admitted(request, null);
  }

  /** RFC 8445 section 7.3: the username is ours, a colon and theirs; the key is our password. */
  private boolean isAuthenticCheck(StunMessage request) {
    String username = request.username().orElse("");
    IceParameters peer = remote;
    boolean addressed =
        peer == null
            ? username.startsWith(local.ufrag() + ":")
            : username.equals(local.ufrag() + ":" + peer.ufrag());
    return addressed && request.integrityValid(localKey);
  }

  private @Nullable Admitted admitResponse(Pair pair, StunMessage response) {
    Question question = questions.get(response.transactionId());
    if (question == null || !question.pair().equals(pair)) {
      return null;
    }
    if (remote == null || !response.integrityValid(remote.key())) {
      return null;
    }
    questions.remove(response.transactionId());
    if (response.messageClass() == MessageClass.SUCCESS_RESPONSE) {
      noteValid(pair, response);
    }
    return new Admitted(response, question.asker());
  }

  private void noteValid(Pair pair, StunMessage response) {
    TransportAddress mapped = response.mappedAddress().orElse(null);
    if (mapped != null) {
      // Taken out first, so that the pair in use, which answers often, is never the oldest.
      validPairs.remove(pair);
      makeRoom(validPairs.keySet(), MAX_PAIRS);
      validPairs.put(pair, mapped);
    }
  }

  private static void makeRoom(Collection<?> oldestFirst, int limit) {
    if (oldestFirst.size() >= limit) {
      oldestFirst.remove(oldestFirst.iterator().next());
    }
  }
}
