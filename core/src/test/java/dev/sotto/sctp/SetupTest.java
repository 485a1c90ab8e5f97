package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Aborted;
import dev.sotto.sctp.AssociationEvent.Connected;
import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CookieAckChunk;
import dev.sotto.sctp.wire.CookieEchoChunk;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.InitAckChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Initiation;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.Parameter;
import dev.sotto.sctp.wire.StaleCookieCause;
import dev.sotto.sctp.wire.StateCookieParameter;
import dev.sotto.sctp.wire.UnknownParameter;
import dev.sotto.sctp.wire.UnrecognizedParameter;
import dev.sotto.sctp.wire.UnrecognizedParametersCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetupTest {
  private static final Initiation PROPOSAL = new Initiation(77, 100_000, 10, 20, 5, List.of());

  @Test
  void establishesInFourPackets() {
    Pair pair = new Pair();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));

    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
    assertThat(pair.b.state()).isEqualTo(AssociationState.ESTABLISHED);
    assertThat(pair.a.sent.stream().map(Pair::chunkTypes))
        .containsExactly(List.of(InitChunk.TYPE), List.of(CookieEchoChunk.TYPE));
    assertThat(pair.b.sent.stream().map(Pair::chunkTypes))
        .containsExactly(List.of(InitAckChunk.TYPE), List.of(CookieAckChunk.TYPE));
    assertThat(pair.a.events).containsExactly(new Connected(65_535, 65_535));
    assertThat(pair.b.events).containsExactly(new Connected(65_535, 65_535));
  }

  @Test
  void exposesTheNumberOfNegotiatedStreams() {
    AssociationOptions options = AssociationOptions.defaults();
    Pair pair = new Pair(1, options.withStreams(12), options.withStreams(7));
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));

    assertThat(pair.a.events).containsExactly(new Connected(7, 7));
    assertThat(pair.a.send(7, "x")).isEqualTo(SendResult.NO_SUCH_STREAM);
    assertThat(pair.a.send(6, "x")).isEqualTo(SendResult.ACCEPTED);
  }

  @Test
  void establishesOnOtherPorts() {
    AssociationOptions options = AssociationOptions.defaults();
    Pair pair = new Pair(1, options.withPorts(1, 65_535), options.withPorts(65_535, 1));
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void sendsNoDataBeforeCookieAck() {
    Pair pair = new Pair();
    pair.b.drop = Pair.first(3, Pair.contains(CookieAckChunk.TYPE));
    pair.a.send(0, "early");
    pair.a.association().connect(pair.now());
    pair.runUntil(() -> pair.a.state() == AssociationState.COOKIE_ECHOED);
    pair.run(Duration.ofMillis(600));

    assertThat(pair.a.sent).allSatisfy(p -> assertThat(Pair.chunkTypes(p)).doesNotContain(0));
    pair.runUntil(() -> pair.b.texts().equals(List.of("early")));
  }

  @Test
  void sendsWhatIsQueuedAtOnceAfterCookieAck() {
    Pair pair = new Pair();
    pair.a.send(0, "early");
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofMillis(51));
    assertThat(pair.b.texts()).containsExactly("early");
  }

  @Test
  void recoversFromALostCookieAck() {
    Pair pair = new Pair();
    pair.b.drop = Pair.first(1, Pair.contains(CookieAckChunk.TYPE));
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(2));

    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
    assertThat(pair.b.events(Connected.class)).hasSize(1);
  }

  @Test
  void repeatsInitWithTheSameParameters() {
    Pair pair = new Pair();
    pair.a.drop = Pair.first(3, Pair.contains(InitChunk.TYPE));
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(10));

    List<InitChunk> inits = Packets.chunks(pair.a.sent, InitChunk.class);
    assertThat(inits).hasSize(4);
    assertThat(inits).allSatisfy(init -> assertThat(init).isEqualTo(inits.get(0)));
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void givesUpAfterTooManyInits() {
    Pair pair = new Pair();
    pair.a.drop = packet -> true;
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofMinutes(5));

    assertThat(pair.a.sent).hasSize(9);
    assertThat(pair.a.events(Aborted.class))
        .extracting(Aborted::cause)
        .containsExactly(AbortCause.SETUP_TIMEOUT);
  }

  @Test
  void givesUpAfterTooManyCookieEchoes() {
    Pair pair = new Pair();
    pair.a.drop = Pair.contains(CookieEchoChunk.TYPE);
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofMinutes(5));

    assertThat(Packets.chunks(pair.a.sent, CookieEchoChunk.class)).hasSize(9);
    assertThat(pair.a.events(Aborted.class))
        .extracting(Aborted::cause)
        .containsExactly(AbortCause.SETUP_TIMEOUT);
  }

  @Test
  void keepsNothingForAnInit() {
    Pair pair = new Pair();
    for (int i = 0; i < 100; i++) {
      pair.b.receive(Packets.of(0, new InitChunk(PROPOSAL)));
      pair.drain();
    }
    assertThat(pair.b.state()).isEqualTo(AssociationState.CLOSED);
    assertThat(pair.b.association().nextTimeout()).isEqualTo(Long.MAX_VALUE);
    assertThat(Packets.chunks(pair.b.sent, InitAckChunk.class))
        .extracting(chunk -> chunk.initiation().tag())
        .doesNotHaveDuplicates()
        .hasSize(100);
  }

  @Test
  void eitherOfTwoInitAcksCanBeUsed() {
    for (int used = 0; used < 2; used++) {
      Pair pair = new Pair();
      pair.b.receive(Packets.of(0, new InitChunk(PROPOSAL)));
      pair.b.receive(Packets.of(0, new InitChunk(PROPOSAL)));
      pair.drain();
      Initiation answer = Packets.chunks(pair.b.sent, InitAckChunk.class).get(used).initiation();
      pair.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(cookie(answer))));
      assertThat(pair.b.state()).isEqualTo(AssociationState.ESTABLISHED);
    }
  }

  private static Octets cookie(Initiation initiation) {
    for (Parameter parameter : initiation.parameters()) {
      if (parameter instanceof StateCookieParameter cookie) {
        return cookie.value();
      }
    }
    throw new AssertionError("no cookie");
  }

  private static Initiation answer(Pair pair, Initiation proposal) {
    pair.b.receive(Packets.of(0, new InitChunk(proposal)));
    pair.drain();
    return Packets.chunks(pair.b.sent, InitAckChunk.class).get(0).initiation();
  }

  @Test
  void ignoresACookieThatWasChanged() {
    Pair pair = new Pair();
    Initiation answer = answer(pair, PROPOSAL);
    byte[] cookie = cookie(answer).toByteArray();
    for (int i = 0; i < cookie.length; i++) {
      byte[] changed = cookie.clone();
      changed[i] ^= 1;
      pair.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(Octets.of(changed))));
    }
    for (int length = 0; length < cookie.length; length++) {
      pair.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(Octets.of(cookie, 0, length))));
    }
    pair.b.sent.clear();
    pair.drain();
    assertThat(pair.b.state()).isEqualTo(AssociationState.CLOSED);
    assertThat(pair.b.sent).isEmpty();
  }

  @Test
  void ignoresACookieOfAnotherAssociation() {
    Pair pair = new Pair();
    Initiation answer = answer(pair, PROPOSAL);
    pair.a.receive(Packets.of(answer.tag(), new CookieEchoChunk(cookie(answer))));
    assertThat(pair.a.state()).isEqualTo(AssociationState.CLOSED);
  }

  @Test
  void ignoresACookieUnderAWrongTag() {
    Pair pair = new Pair();
    Initiation answer = answer(pair, PROPOSAL);
    pair.b.receive(Packets.of(answer.tag() + 1, new CookieEchoChunk(cookie(answer))));
    assertThat(pair.b.state()).isEqualTo(AssociationState.CLOSED);
  }

  @Test
  void reportsAStaleCookie() {
    Pair pair = new Pair();
    Initiation answer = answer(pair, PROPOSAL);
    pair.run(Duration.ofMillis(60_005));
    pair.b.sent.clear();
    pair.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(cookie(answer))));
    pair.drain();

    assertThat(pair.b.state()).isEqualTo(AssociationState.CLOSED);
    assertThat(pair.b.sent).hasSize(1);
    assertThat(Packets.tag(pair.b.sent.get(0))).isEqualTo(77);
    assertThat(Packets.chunks(pair.b.sent, ErrorChunk.class))
        .containsExactly(new ErrorChunk(List.of(new StaleCookieCause(5000))));
  }

  @Test
  void beginsAnewWhenItsCookieIsStale() {
    Pair pair = new Pair();
    pair.b.drop = Pair.first(1, Pair.contains(CookieAckChunk.TYPE));
    pair.a.drop = Pair.first(1, Pair.contains(CookieEchoChunk.TYPE));
    pair.a.association().connect(pair.now());
    pair.runUntil(() -> pair.a.state() == AssociationState.COOKIE_ECHOED);
    int tag = Packets.chunks(pair.a.sent, InitChunk.class).get(0).initiation().tag();
    pair.a.receive(Packets.of(tag, new ErrorChunk(List.of(new StaleCookieCause(1)))));
    assertThat(pair.a.state()).isEqualTo(AssociationState.COOKIE_WAIT);

    pair.runUntil(() -> pair.a.state() == AssociationState.ESTABLISHED);
  }

  @Test
  void ignoresAStaleCookieErrorOnceEstablished() {
    Pair pair = Pair.established();
    pair.a.send(0, "x");
    pair.run(Duration.ofMillis(100));
    int tag = Packets.tag(Pair.lastSentWith(pair.a, DataChunk.TYPE));
    pair.b.receive(Packets.of(tag, new ErrorChunk(List.of(new StaleCookieCause(1)))));
    assertThat(pair.b.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void reportsUnknownParametersOfAnInitThatAskForIt() {
    Pair pair = new Pair();
    Initiation proposal =
        new Initiation(
            77,
            100_000,
            1,
            1,
            5,
            List.of(
                new UnknownParameter(0xc555, Octets.utf8("skip")),
                new UnknownParameter(0x8555, Octets.utf8("quiet")),
                new UnknownParameter(0x4555, Octets.utf8("stop")),
                new UnknownParameter(0xc556, Octets.utf8("after"))));

    assertThat(
            answer(pair, proposal).parameters().stream()
                .filter(UnrecognizedParameter.class::isInstance)
                .map(parameter -> ((UnrecognizedParameter) parameter).value().length()))
        .containsExactly(8, 8);
  }

  @Test
  void capsTheReportOfUnknownParameters() {
    Pair pair = new Pair();
    List<Parameter> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(new UnknownParameter(0xc600 + i % 100, Octets.of(new byte[40])));
    }
    Initiation answer = answer(pair, new Initiation(77, 1, 1, 1, 1, many));
    assertThat(cookie(answer).length()).isPositive();
  }

  @Test
  void reportsUnknownParametersOfAnInitAckThatAskForIt() {
    Pair pair = new Pair();
    pair.a.association().connect(pair.now());
    pair.a.drop = packet -> true;
    pair.drain();
    int tag = Packets.chunks(pair.a.sent, InitChunk.class).get(0).initiation().tag();
    UnknownParameter unknown = new UnknownParameter(0xc555, Octets.utf8("skip"));
    pair.a.receive(
        Packets.of(
            tag,
            new InitAckChunk(
                new Initiation(
                    9,
                    1000,
                    1,
                    1,
                    1,
                    List.of(new StateCookieParameter(Octets.utf8("c")), unknown)))));
    pair.drain();

    List<Chunk> answer = Packets.chunks(pair.a.sent.get(1));
    assertThat(answer.get(0)).isEqualTo(new CookieEchoChunk(Octets.utf8("c")));
    assertThat(((ErrorChunk) answer.get(1)).causes())
        .singleElement()
        .isInstanceOf(UnrecognizedParametersCause.class);
  }

  @Test
  void ignoresAnInitWithTagZero() {
    Pair pair = new Pair();
    pair.b.receive(Packets.of(0, new InitChunk(new Initiation(0, 1, 1, 1, 1, List.of()))));
    pair.drain();
    assertThat(pair.b.sent).isEmpty();
  }

  @Test
  void refusesAnInitWithoutStreams() {
    Pair pair = new Pair();
    pair.b.receive(Packets.of(0, new InitChunk(new Initiation(77, 1, 0, 1, 1, List.of()))));
    pair.b.receive(Packets.of(0, new InitChunk(new Initiation(77, 1, 1, 0, 1, List.of()))));
    pair.drain();
    assertThat(Packets.chunks(pair.b.sent, AbortChunk.class)).hasSize(2);
    assertThat(pair.b.sent).allSatisfy(p -> assertThat(Packets.tag(p)).isEqualTo(77));
    assertThat(pair.b.state()).isEqualTo(AssociationState.CLOSED);
  }

  @Test
  void refusesAnInitThatIsNotAlone() {
    Pair pair = new Pair();
    pair.b.receive(Packets.of(0, new InitChunk(PROPOSAL), new CookieAckChunk()));
    pair.b.receive(Packets.of(5, new InitChunk(PROPOSAL)));
    pair.drain();
    assertThat(pair.b.sent).isEmpty();
  }

  @Test
  void endsWhenTheInitAckIsInvalid() {
    List<Parameter> cookie = List.of(new StateCookieParameter(Octets.utf8("c")));
    for (Initiation bad :
        List.of(
            new Initiation(0, 1, 1, 1, 1, cookie),
            new Initiation(9, 1, 0, 1, 1, cookie),
            new Initiation(9, 1, 1, 0, 1, cookie),
            new Initiation(9, 1, 1, 1, 1, List.of()))) {
      Pair pair = new Pair();
      pair.a.drop = packet -> true;
      pair.a.association().connect(pair.now());
      pair.drain();
      int tag = Packets.chunks(pair.a.sent, InitChunk.class).get(0).initiation().tag();
      pair.a.receive(Packets.of(tag, new InitAckChunk(bad)));
      assertThat(pair.a.events(Aborted.class)).hasSize(1);
      assertThat(pair.a.association().nextTimeout()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void connectingAgainChangesNothing() {
    Pair pair = Pair.established();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.sent).isEmpty();
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }
}
