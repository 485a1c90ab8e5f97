package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PathKeeperTest {
  private static final Random RANDOM = new Random(42);
  private static final IceParameters OURS = IceParameters.random(RANDOM);
  private static final IceParameters THEIRS = IceParameters.random(RANDOM);
  private static final InetSocketAddress HERE = address("192.0.2.1", 1000);
  private static final Pair PAIR =
      new Pair(new Base(Carrier.UDP, HERE), address("198.51.100.1", 2000));
  private static final Pair OTHER =
      new Pair(new Base(Carrier.UDP, HERE), address("203.0.113.1", 3000));
  private static final long TIE_BREAKER = 1L << 40;

  private final Wire wire = new Wire();
  private Monotonic now = Monotonic.ofMillis(1000);

  @Test
  @DisplayName("RFC 7675 5.1: every 5 s, randomised by 0.8 to 1.2, each with a fresh transaction")
  void asksForConsentAtRandomisedIntervals() {
    PathKeeper keeper = keeper(false);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      now = new Monotonic(keeper.nextTimeout());
      times.add(now.nanos());
      keeper.handleTimeout(now);
      keeper.handleResponse(PAIR, success(wire.lastAsked(), PAIR), now);
    }
    assertThat(wire.asked).hasSize(50).allMatch(asked -> asked.pair.equals(PAIR));
    assertThat(wire.asked.stream().map(asked -> asked.id).distinct()).hasSize(50);
    for (int i = 1; i < times.size(); i++) {
      assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    }
    assertThat(times.get(49) - times.get(48)).isNotEqualTo(times.get(48) - times.get(47));
    assertThat(wire.states).isEmpty();
  }

  @Test
  void asksWithCredentialsRoleAndPriority() {
    keeper(true).handleTimeout(now);
    StunMessage asked = wire.lastAsked().message;
    assertThat(asked.username()).contains(THEIRS.ufrag() + ":" + OURS.ufrag());
    assertThat(asked.integrityValid(THEIRS.key())).isTrue();
    assertThat(asked.fingerprintValid()).isTrue();
    assertThat(asked.iceControlling()).hasValue(TIE_BREAKER);
    assertThat(asked.iceControlled()).isEmpty();
    assertThat(asked.priority()).isPresent();
    assertThat(asked.useCandidate()).isFalse();
  }

  @Test
  void isDisconnectedAfterAFewMissedAnswersAndFailsWhenConsentExpires() {
    PathKeeper keeper = keeper(false);
    Monotonic start = now;
    runUntil(keeper, start.plus(Duration.ofMillis(8_999)));
    assertThat(wire.states).isEmpty();
    runUntil(keeper, start.plus(Duration.ofSeconds(9)));
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED);
    runUntil(keeper, start.plus(Duration.ofMillis(29_999)));
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED);
    runUntil(keeper, start.plus(Duration.ofSeconds(30)));
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED, IceState.FAILED);
  }

  @Test
  @DisplayName("RFC 7675 5.1: after expiry nothing is sent")
  void isSilentOnceItHasFailed() {
    PathKeeper keeper = keeper(false);
    runUntil(keeper, now.plus(Duration.ofSeconds(31)));
    Asked last = wire.lastAsked();
    int asked = wire.asked.size();
    assertThat(keeper.nextTimeout()).isEqualTo(Monotonic.NEVER);
    keeper.handleTimeout(now.plus(Duration.ofSeconds(60)));
    keeper.handleRequest(PAIR, check().toMessage(), now);
    keeper.handleResponse(PAIR, success(last, PAIR), now);
    assertThat(wire.asked).hasSize(asked);
    assertThat(wire.answers).isEmpty();
    assertThat(wire.states).last().isEqualTo(IceState.FAILED);
  }

  @Test
  void isConnectedAgainWhenThePeerAnswers() {
    PathKeeper keeper = keeper(false);
    runUntil(keeper, now.plus(Duration.ofSeconds(20)));
    keeper.handleResponse(PAIR, success(wire.lastAsked(), PAIR), now);
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED, IceState.CONNECTED);
    runUntil(keeper, now.plus(Duration.ofSeconds(8)));
    assertThat(wire.states).hasSize(2);
  }

  @Test
  void asksAtOnceWhenASilentPeerSpeaksAgain() {
    PathKeeper keeper = keeper(false);
    runUntil(keeper, now.plus(Duration.ofSeconds(20)));
    now = now.plus(Duration.ofMillis(600));
    keeper.handleRequest(PAIR, check().toMessage(), now);
    assertThat(keeper.nextTimeout()).isLessThanOrEqualTo(now.nanos());
  }

  @Test
  void answersChecksFromAnywhereWithTheAddressTheyCameFrom() {
    PathKeeper keeper = keeper(false);
    StunMessage request = check().toMessage();
    keeper.handleRequest(OTHER, request, now);
    Answer answer = wire.lastAnswer();
    assertThat(answer.pair).isEqualTo(OTHER);
    assertThat(answer.message.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    assertThat(answer.message.transactionId()).isEqualTo(request.transactionId());
    assertThat(answer.message.mappedAddress()).contains(TransportAddress.of("203.0.113.1", 3000));
    assertThat(answer.message.integrityValid(OURS.key())).isTrue();
    assertThat(answer.message.fingerprintValid()).isTrue();
    assertThat(wire.asked).isEmpty();
  }

  @Test
  @DisplayName("RFC 8445 7.3.1.5: a nominated pair is used once a check of ours on it succeeded")
  void followsANominationOnceThePairIsValid() {
    PathKeeper keeper = keeper(false);
    keeper.handleRequest(OTHER, check().nominating().toMessage(), now);
    assertThat(wire.moves).isEmpty();
    assertThat(wire.lastAsked().pair).isEqualTo(OTHER);
    keeper.handleResponse(OTHER, success(wire.lastAsked(), OTHER), now);
    assertThat(wire.moves).containsExactly(OTHER);
    assertThat(keeper.selected()).isEqualTo(OTHER);
    now = new Monotonic(keeper.nextTimeout());
    keeper.handleTimeout(now);
    assertThat(wire.lastAsked().pair).isEqualTo(OTHER);
  }

  @Test
  void repeatsTheCheckOfANominatedPairAFewTimes() {
    PathKeeper keeper = keeper(false);
    keeper.handleTimeout(now);
    keeper.handleRequest(OTHER, check().nominating().toMessage(), now);
    runUntil(keeper, now.plus(Duration.ofSeconds(13)));
    assertThat(wire.asked.stream().filter(asked -> asked.pair.equals(OTHER))).hasSize(6);
    keeper.handleRequest(OTHER, check().nominating().toMessage(), now);
    keeper.handleResponse(OTHER, success(wire.lastAsked(), OTHER), now);
    assertThat(wire.moves).containsExactly(OTHER);
  }

  @Test
  void staysWhereItIsWhenACheckNominatesNothing() {
    PathKeeper keeper = keeper(false);
    keeper.handleRequest(OTHER, check().toMessage(), now);
    assertThat(wire.asked).isEmpty();
  }

  @Test
  void takesNoNominationWhenItIsTheOneToNominate() {
    PathKeeper keeper = keeper(true);
    keeper.handleRequest(OTHER, check().controlled(0).nominating().toMessage(), now);
    assertThat(wire.lastAnswer().message.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    assertThat(wire.asked).isEmpty();
  }

  @Test
  void nominatesWhereASilentPeerIsHeard() {
    PathKeeper keeper = keeper(true);
    runUntil(keeper, now.plus(Duration.ofSeconds(15)));
    keeper.handleRequest(OTHER, check().controlled(0).toMessage(), now);
    assertThat(wire.lastAsked().pair).isEqualTo(OTHER);
    assertThat(wire.lastAsked().message.useCandidate()).isTrue();
    keeper.handleResponse(OTHER, success(wire.lastAsked(), OTHER), now);
    assertThat(wire.moves).containsExactly(OTHER);
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED, IceState.CONNECTED);
  }

  @Test
  void probesOnlyAFewPairsAtOnce() {
    PathKeeper keeper = keeper(false);
    for (int port = 1; port <= 100; port++) {
      Pair pair = new Pair(new Base(Carrier.UDP, HERE), address("203.0.113.1", port));
      keeper.handleRequest(pair, check().nominating().toMessage(), now);
    }
    assertThat(wire.asked).hasSize(4);
    assertThat(wire.answers).hasSize(100);
  }

  @Test
  void anAnswerOnAnotherPairIsNoConsent() {
    PathKeeper keeper = keeper(false);
    runUntil(keeper, now.plus(Duration.ofSeconds(13)));
    keeper.handleResponse(OTHER, success(wire.lastAsked(), OTHER), now);
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED);
  }

  @Test
  @DisplayName("RFC 8445 7.3.1.1: the larger tie-breaker keeps its role and refuses with 487")
  void refusesAConflictingRoleWithTheLargerTieBreaker() {
    PathKeeper keeper = keeper(true);
    keeper.handleRequest(PAIR, check().controlling(TIE_BREAKER - 1).toMessage(), now);
    Answer refusal = wire.lastAnswer();
    assertThat(refusal.message.errorCode().map(ErrorCode::code)).contains(ErrorCode.ROLE_CONFLICT);
    assertThat(refusal.message.integrityValid(OURS.key())).isTrue();
    keeper.handleTimeout(now);
    assertThat(wire.lastAsked().message.iceControlling()).isPresent();
  }

  @Test
  @DisplayName("RFC 8445 7.3.1.1: the smaller tie-breaker gives way")
  void givesWayToTheLargerTieBreaker() {
    PathKeeper keeper = keeper(true);
    keeper.handleRequest(PAIR, check().controlling(-1L).toMessage(), now);
    assertThat(wire.lastAnswer().message.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    keeper.handleTimeout(now);
    assertThat(wire.lastAsked().message.iceControlled()).isPresent();
  }

  @Test
  void becomesControllingWhenBothAreControlledAndItsTieBreakerIsLarger() {
    PathKeeper keeper = keeper(false);
    keeper.handleRequest(PAIR, check().controlled(1).toMessage(), now);
    assertThat(wire.lastAnswer().message.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    keeper.handleTimeout(now);
    assertThat(wire.lastAsked().message.iceControlling()).isPresent();
  }

  @Test
  void switchesItsRoleAndAsksAgainWhenItIsRefused() {
    PathKeeper keeper = keeper(true);
    keeper.handleTimeout(now);
    Asked refused = wire.lastAsked();
    StunMessage refusal = parse(refused.message.errorResponse(487, "Role Conflict"), THEIRS);
    keeper.handleResponse(PAIR, refusal, now);
    assertThat(wire.asked).hasSize(2);
    assertThat(wire.lastAsked().message.iceControlled()).isPresent();
    assertThat(wire.lastAsked().message.iceControlled().getAsLong()).isNotEqualTo(TIE_BREAKER);
  }

  @Test
  @DisplayName(
      "RFC 8489 6.3.1: an attribute that must be understood and is not is refused with 420")
  void refusesUnknownRequiredAttributes() {
    PathKeeper keeper = keeper(false);
    keeper.handleRequest(PAIR, check().with(0x7abc).toMessage(), now);
    StunMessage refusal = wire.lastAnswer().message;
    assertThat(refusal.errorCode().map(ErrorCode::code)).contains(ErrorCode.UNKNOWN_ATTRIBUTE);
    assertThat(refusal.unknownAttributes()).containsExactly(0x7abc);
  }

  @Test
  void movesToAPairThatIsWorthConsideringWhenThePeerAnswersThere() {
    PathKeeper keeper = keeper(true);
    keeper.consider(OTHER, now);
    Asked asked = wire.lastAsked();
    assertThat(asked.pair).isEqualTo(OTHER);
    assertThat(asked.message.useCandidate()).isTrue();
    assertThat(wire.moves).isEmpty();
    keeper.handleResponse(OTHER, success(asked, OTHER), now);
    assertThat(wire.moves).containsExactly(OTHER);
    assertThat(keeper.selected()).isEqualTo(OTHER);
  }

  @Test
  void triesManyPairsAFewAtATimeAndForgetsThemOnceItHasMoved() {
    PathKeeper keeper = keeper(true);
    for (int port = 1; port <= 20; port++) {
      keeper.consider(new Pair(new Base(Carrier.UDP, HERE), address("203.0.113.1", port)), now);
    }
    assertThat(wire.asked).hasSize(4);
    keeper.handleResponse(wire.lastAsked().pair, success(wire.lastAsked(), PAIR), now);
    wire.asked.removeIf(asked -> true);
    Monotonic end = now.plus(Duration.ofSeconds(3));
    runUntil(keeper, end);
    assertThat(wire.asked.stream().map(asked -> asked.pair.remote().getPort()))
        .allMatch(port -> port <= 4 || port == 2000);
  }

  @Test
  void repeatsAnUnansweredCheckSoonAndTellsWhenTheSilenceIsOver() {
    PathKeeper keeper = keeper(true);
    keeper.handleTimeout(now);
    keeper.handleResponse(PAIR, success(wire.lastAsked(), PAIR), now);
    runUntil(keeper, now.plus(Duration.ofSeconds(9)));
    assertThat(wire.restorations).isZero();
    keeper.handleResponse(PAIR, success(wire.lastAsked(), PAIR), now);
    assertThat(wire.restorations).isEqualTo(1);
    assertThat(keeper.nextTimeout()).isGreaterThan(now.plus(Duration.ofMillis(100)).nanos());
  }

  @Test
  void asksWhatElseThereIsWhenThePathIsSilentAndComesBackThere() {
    PathKeeper keeper = keeper(false);
    runUntil(keeper, now.plus(Duration.ofSeconds(14)));
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED);
    assertThat(wire.silences).isPositive();
    keeper.consider(OTHER, now);
    keeper.handleResponse(OTHER, success(wire.lastAsked(), OTHER), now);
    assertThat(wire.moves).containsExactly(OTHER);
    assertThat(wire.states).containsExactly(IceState.DISCONNECTED, IceState.CONNECTED);
  }

  @Test
  void answersACheckOnABetterPairWithOneOfItsOwn() {
    PathKeeper keeper = keeper(true);
    keeper.handleRequest(OTHER, check().controlled(1).toMessage(), now);
    assertThat(wire.asked).isEmpty();
    wire.othersAreBetter = true;
    keeper.handleRequest(OTHER, check().controlled(1).toMessage(), now);
    assertThat(wire.lastAsked().pair).isEqualTo(OTHER);
  }

  private PathKeeper keeper(boolean controlling) {
    IceRole role = new IceRole(controlling, TIE_BREAKER);
    return new PathKeeper(IceOptions.defaults(), OURS, THEIRS, role, PAIR, RANDOM, wire, now);
  }

  /** Lets virtual time pass, with a peer that says nothing. */
  private void runUntil(PathKeeper keeper, Monotonic end) {
    while (keeper.nextTimeout() <= end.nanos()) {
      now = new Monotonic(Math.max(now.nanos(), keeper.nextTimeout()));
      keeper.handleTimeout(now);
    }
    now = end;
  }

  private static StunMessage success(Asked asked, Pair pair) {
    return parse(
        asked.message.successResponse().xorMappedAddress(Pair.address(pair.local().address())),
        THEIRS);
  }

  private static StunMessage parse(StunBuilder builder, IceParameters signer) {
    byte[] bytes = builder.toBytes(signer.key(), true);
    return StunMessage.parse(bytes, 0, bytes.length);
  }

  private static InetSocketAddress address(String ip, int port) {
    return Pair.socketAddress(TransportAddress.of(ip, port));
  }

  private static CheckBuilder check() {
    return new CheckBuilder();
  }

  /** A check of the peer. */
  private static final class CheckBuilder {
    private final StunBuilder builder =
        StunMessage.bindingRequest(TransactionId.random(RANDOM))
            .username(OURS.ufrag() + ":" + THEIRS.ufrag())
            .priority(1);

    CheckBuilder nominating() {
      builder.useCandidate();
      return this;
    }

    CheckBuilder controlling(long tieBreaker) {
      builder.iceControlling(tieBreaker);
      return this;
    }

    CheckBuilder controlled(long tieBreaker) {
      builder.iceControlled(tieBreaker);
      return this;
    }

    CheckBuilder with(int attribute) {
      builder.attribute(attribute, new byte[4]);
      return this;
    }

    StunMessage toMessage() {
      return parse(builder, OURS);
    }
  }

  private record Asked(Pair pair, TransactionId id, StunMessage message) {}

  private record Answer(Pair pair, StunMessage message) {}

  private static final class Wire implements PathKeeper.Output {
    final List<Asked> asked = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final List<Pair> moves = new ArrayList<>();
    final List<IceState> states = new ArrayList<>();
    int silences;
    int restorations;
    boolean othersAreBetter;

    Asked lastAsked() {
      return asked.get(asked.size() - 1);
    }

    Answer lastAnswer() {
      return answers.get(answers.size() - 1);
    }

    @Override
    public void ask(Pair pair, TransactionId id, byte[] request) {
      asked.add(new Asked(pair, id, StunMessage.parse(request, 0, request.length)));
    }

    @Override
    public void answer(Pair pair, byte[] response) {
      answers.add(new Answer(pair, StunMessage.parse(response, 0, response.length)));
    }

    @Override
    public void onRestored() {
      restorations++;
    }

    @Override
    public void onSilent() {
      silences++;
    }

    @Override
    public boolean isBetter(Pair one, Pair other) {
      return othersAreBetter && !one.equals(other);
    }

    @Override
    public void onMoved(Pair pair) {
      moves.add(pair);
    }

    @Override
    public void onState(IceState state) {
      states.add(state);
    }
  }
}
