package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.IncomingStreamsReset;
import dev.sotto.sctp.AssociationEvent.OutgoingResetFailed;
import dev.sotto.sctp.AssociationEvent.OutgoingStreamsReset;
import dev.sotto.sctp.wire.AddIncomingStreamsParameter;
import dev.sotto.sctp.wire.AddOutgoingStreamsParameter;
import dev.sotto.sctp.wire.CookieEchoChunk;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.IncomingResetRequestParameter;
import dev.sotto.sctp.wire.InitAckChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Initiation;
import dev.sotto.sctp.wire.OutgoingResetRequestParameter;
import dev.sotto.sctp.wire.Parameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.ReconfigurationResponseParameter;
import dev.sotto.sctp.wire.SsnTsnResetRequestParameter;
import dev.sotto.sctp.wire.StateCookieParameter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamResetTest {
  private final Pair pair = Pair.established();

  private void reset(Pair.Peer peer, int streamId) {
    peer.association().resetStream(streamId, pair.now());
  }

  @Test
  void tellsBothSidesAndStartsAtSequenceNumberZero() {
    pair.a.send(1, "old 0");
    pair.a.send(1, "old 1");
    pair.a.send(2, "other");
    pair.run(Duration.ofMillis(100));
    reset(pair.a, 1);
    pair.run(Duration.ofMillis(100));

    assertThat(pair.a.events(OutgoingStreamsReset.class))
        .containsExactly(new OutgoingStreamsReset(List.of(1)));
    assertThat(pair.b.events(IncomingStreamsReset.class))
        .containsExactly(new IncomingStreamsReset(List.of(1)));
    pair.a.send(1, "new");
    pair.a.send(2, "other again");
    pair.run(Duration.ofMillis(100));
    assertThat(pair.b.texts()).containsExactly("old 0", "other", "old 1", "new", "other again");
    byte[] last = Pair.lastSentWith(pair.a, DataChunk.TYPE);
    assertThat(DataChunk.ssn(last, Packets.find(last, DataChunk.TYPE))).isZero();
  }

  @Test
  void sendsWhatIsQueuedFirst() {
    for (int i = 0; i < 20; i++) {
      pair.a.send(1, Pair.payload(20_000, i), SendOptions.RELIABLE);
    }
    reset(pair.a, 1);
    assertThat(pair.a.send(1, "no")).isEqualTo(SendResult.STREAM_RESETTING);
    assertThat(pair.a.send(2, "yes")).isEqualTo(SendResult.ACCEPTED);
    pair.run(Duration.ofSeconds(5));

    assertThat(pair.b.messages).hasSize(21);
    assertThat(pair.b.events(IncomingStreamsReset.class)).hasSize(1);
    assertThat(pair.a.events(OutgoingStreamsReset.class)).hasSize(1);
    assertThat(pair.a.send(1, "again")).isEqualTo(SendResult.ACCEPTED);
  }

  @Test
  void waitsForEverythingSentBeforeEvenWhenItIsLost() {
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(1, "lost at first");
    pair.drain();
    reset(pair.a, 1);
    pair.run(Duration.ofMillis(100));
    assertThat(pair.b.events(IncomingStreamsReset.class)).isEmpty();
    assertThat(pair.a.events(OutgoingStreamsReset.class)).isEmpty();
    assertThat(results(pair.b)).contains(ReconfigurationResponseParameter.IN_PROGRESS);
    pair.run(Duration.ofSeconds(2));

    assertThat(pair.b.texts()).containsExactly("lost at first");
    assertThat(pair.b.events(IncomingStreamsReset.class)).hasSize(1);
    assertThat(pair.a.events(OutgoingStreamsReset.class)).hasSize(1);
  }

  private static List<Integer> results(Pair.Peer peer) {
    return Packets.chunks(peer.sent, ReConfigChunk.class).stream()
        .flatMap(chunk -> chunk.parameters().stream())
        .filter(ReconfigurationResponseParameter.class::isInstance)
        .map(parameter -> ((ReconfigurationResponseParameter) parameter).result())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void survivesTheLossOfRequestsAndResponses(int count) {
    pair.a.drop = Pair.first(count, Pair.contains(ReConfigChunk.TYPE));
    pair.b.drop = Pair.first(count, Pair.contains(ReConfigChunk.TYPE));
    reset(pair.a, 1);
    reset(pair.b, 2);
    pair.run(Duration.ofMinutes(2));

    assertThat(pair.a.events(OutgoingStreamsReset.class)).hasSize(1);
    assertThat(pair.b.events(OutgoingStreamsReset.class)).hasSize(1);
    assertThat(pair.a.events(IncomingStreamsReset.class)).hasSize(1);
    assertThat(pair.b.events(IncomingStreamsReset.class)).hasSize(1);
  }

  @Test
  void repeatsARequestUnderItsNumber() {
    pair.a.drop = Pair.contains(ReConfigChunk.TYPE);
    reset(pair.a, 1);
    pair.run(Duration.ofSeconds(5));
    assertThat(Packets.chunks(pair.a.sent, ReConfigChunk.class))
        .hasSizeGreaterThan(2)
        .allSatisfy(chunk -> assertThat(number(chunk)).isEqualTo(firstNumber()));
  }

  private int firstNumber() {
    return number(Packets.chunks(pair.a.sent, ReConfigChunk.class).get(0));
  }

  private static int number(ReConfigChunk chunk) {
    return ((OutgoingResetRequestParameter) chunk.parameters().get(0)).requestNumber();
  }

  @Test
  void resetsSeveralStreamsWithFewRequests() {
    for (int stream = 1; stream <= 3; stream++) {
      reset(pair.a, stream);
      reset(pair.a, stream);
    }
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.events(OutgoingStreamsReset.class))
        .containsExactly(new OutgoingStreamsReset(List.of(1, 2, 3)));
  }

  @Test
  void resetsStreamsThatAreAskedForWhileARequestIsUnderWay() {
    reset(pair.a, 1);
    pair.drain();
    reset(pair.a, 2);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.events(OutgoingStreamsReset.class))
        .containsExactly(
            new OutgoingStreamsReset(List.of(1)), new OutgoingStreamsReset(List.of(2)));
  }

  @Test
  void resetsMoreStreamsThanAPacketCanName() {
    for (int stream = 0; stream < 2000; stream++) {
      reset(pair.a, stream);
    }
    pair.run(Duration.ofSeconds(5));
    assertThat(
            pair.b.events(IncomingStreamsReset.class).stream()
                .mapToInt(event -> event.streamIds().size())
                .sum())
        .isEqualTo(2000);
  }

  /** Puts requests before B by hand; A's own numbers are its initial TSN and on. */
  private int talkToB() {
    pair.a.send(9, "x");
    pair.run(Duration.ofMillis(100));
    byte[] data = Pair.lastSentWith(pair.a, DataChunk.TYPE);
    pair.b.sent.clear();
    pair.b.drop = packet -> true;
    return DataChunk.tsn(data, Packets.find(data, DataChunk.TYPE));
  }

  private int tagOfB() {
    return Packets.tag(Pair.lastSentWith(pair.a, DataChunk.TYPE));
  }

  private void ask(Parameter... parameters) {
    pair.b.receive(Packets.of(tagOfB(), new ReConfigChunk(List.of(parameters))));
    pair.drain();
  }

  @Test
  void aRepeatedRequestHasTheSameAnswerAndNoEffect() {
    int first = talkToB();
    for (int i = 0; i < 3; i++) {
      ask(new OutgoingResetRequestParameter(first, 0, first, List.of(9)));
    }
    assertThat(results(pair.b)).containsExactly(1, 1, 1);
    assertThat(pair.b.events(IncomingStreamsReset.class)).hasSize(1);
  }

  @Test
  void refusesNumbersOutOfOrder() {
    int first = talkToB();
    ask(new OutgoingResetRequestParameter(first + 1, 0, first, List.of(9)));
    ask(new OutgoingResetRequestParameter(first - 9, 0, first, List.of(9)));
    assertThat(results(pair.b)).containsExactly(5, 5);
    assertThat(pair.b.events(IncomingStreamsReset.class)).isEmpty();
  }

  @Test
  void resetsAllStreamsWhenNoneIsNamed() {
    int first = talkToB();
    ask(new OutgoingResetRequestParameter(first, 0, first, List.of()));
    assertThat(pair.b.events(IncomingStreamsReset.class))
        .containsExactly(new IncomingStreamsReset(List.of()));
    pair.b.receive(
        Packets.data(tagOfB(), 3, first + 1, 9, 0, "anew".getBytes(StandardCharsets.UTF_8)));
    assertThat(pair.b.texts()).containsExactly("x", "anew");
  }

  @Test
  void refusesStreamsThatDoNotExist() {
    int first = talkToB();
    ask(new OutgoingResetRequestParameter(first, 0, first, List.of(65_535)));
    assertThat(results(pair.b)).containsExactly(ReconfigurationResponseParameter.WRONG_SSN);
  }

  @Test
  void aDeferredRequestMayBeAskedAnewUnderTheNextNumber() {
    int first = talkToB();
    ask(new OutgoingResetRequestParameter(first, 0, first + 1, List.of(9)));
    ask(new OutgoingResetRequestParameter(first + 1, 0, first, List.of(9)));
    assertThat(results(pair.b)).containsExactly(6, 1);
    assertThat(pair.b.events(IncomingStreamsReset.class)).hasSize(1);
  }

  @Test
  void deniesEverythingElseAndRepeatsTheDenial() {
    int first = talkToB();
    ask(new IncomingResetRequestParameter(first, List.of(9)));
    ask(new SsnTsnResetRequestParameter(first + 1));
    ask(new AddOutgoingStreamsParameter(first + 2, 5));
    ask(new AddIncomingStreamsParameter(first + 3, 5));
    ask(new AddIncomingStreamsParameter(first + 3, 5));
    ask(new AddIncomingStreamsParameter(first + 9, 5));
    assertThat(results(pair.b)).containsExactly(2, 2, 2, 2, 2, 5);
  }

  @Test
  void readsAtMostTwoRequestsOfAChunk() {
    int first = talkToB();
    ask(
        new AddIncomingStreamsParameter(first, 5),
        new AddIncomingStreamsParameter(first + 1, 5),
        new AddIncomingStreamsParameter(first + 2, 5));
    assertThat(results(pair.b)).containsExactly(2, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 99})
  void tellsWhenThePeerRefuses(int result) {
    pair.b.drop = packet -> true;
    pair.b.send(9, "x");
    reset(pair.a, 1);
    pair.drain();
    int tag = Packets.tag(Pair.lastSentWith(pair.b, DataChunk.TYPE));
    pair.a.receive(
        Packets.of(
            tag,
            new ReConfigChunk(
                List.of(new ReconfigurationResponseParameter(firstNumber(), result)))));

    assertThat(pair.a.events(OutgoingResetFailed.class))
        .extracting(OutgoingResetFailed::streamIds)
        .containsExactly(List.of(1));
    assertThat(pair.a.send(1, "in use again")).isEqualTo(SendResult.ACCEPTED);
  }

  @Test
  void tellsWhenThePeerCannotResetStreams() {
    Pair plain = new Pair();
    plain.b.receive(
        Packets.of(0, new InitChunk(new Initiation(77, 100_000, 10, 10, 1, List.of()))));
    plain.drain();
    Initiation answer = Packets.chunks(plain.b.sent, InitAckChunk.class).get(0).initiation();
    StateCookieParameter cookie = (StateCookieParameter) answer.parameters().get(0);
    plain.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(cookie.value())));
    plain.b.association().resetStream(3, plain.now());
    plain.drain();
    assertThat(plain.b.events(OutgoingResetFailed.class)).hasSize(1);
  }
}
