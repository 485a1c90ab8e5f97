package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Aborted;
import dev.sotto.sctp.AssociationEvent.Closed;
import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.CookieAckChunk;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Initiation;
import dev.sotto.sctp.wire.SackChunk;
import dev.sotto.sctp.wire.ShutdownAckChunk;
import dev.sotto.sctp.wire.ShutdownChunk;
import dev.sotto.sctp.wire.ShutdownCompleteChunk;
import dev.sotto.sctp.wire.UserInitiatedAbortCause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownTest {
  private static void assertBothClosed(Pair pair) {
    for (Pair.Peer peer : List.of(pair.a, pair.b)) {
      assertThat(peer.state()).isEqualTo(AssociationState.CLOSED);
      assertThat(peer.events.get(peer.events.size() - 1)).isEqualTo(new Closed());
      assertThat(peer.association().nextTimeout()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void closesBothSides() {
    Pair pair = Pair.established();
    pair.a.association().shutdown(pair.now());
    pair.run(Duration.ofSeconds(1));

    assertBothClosed(pair);
    assertThat(pair.a.sent.stream().map(Pair::chunkTypes))
        .containsExactly(List.of(ShutdownChunk.TYPE), List.of(ShutdownCompleteChunk.TYPE));
    assertThat(pair.b.sent.stream().map(Pair::chunkTypes))
        .containsExactly(List.of(ShutdownAckChunk.TYPE));
  }

  @Test
  void closesWhenBothShutDownAtOnce() {
    Pair pair = Pair.established();
    pair.a.association().shutdown(pair.now());
    pair.b.association().shutdown(pair.now());
    pair.run(Duration.ofSeconds(1));
    assertBothClosed(pair);
  }

  @ParameterizedTest
  @ValueSource(ints = {ShutdownChunk.TYPE, ShutdownAckChunk.TYPE, ShutdownCompleteChunk.TYPE})
  void closesWhenPacketsOfTheShutdownAreLost(int lost) {
    Pair pair = Pair.established();
    pair.a.drop = Pair.first(3, Pair.contains(lost));
    pair.b.drop = Pair.first(3, Pair.contains(lost));
    pair.a.association().shutdown(pair.now());
    pair.run(Duration.ofSeconds(20));
    assertBothClosed(pair);
  }

  @Test
  void sendsShutdownOnlyWhenEverythingIsAcknowledged() {
    Pair pair = Pair.established();
    pair.a.drop = Pair.first(5, Pair.contains(DataChunk.TYPE));
    pair.a.send(0, Pair.payload(200_000, 1), SendOptions.RELIABLE);
    pair.b.send(0, Pair.payload(200_000, 2), SendOptions.RELIABLE);
    pair.a.association().shutdown(pair.now());
    pair.drain();
    assertThat(pair.a.state()).isEqualTo(AssociationState.SHUTDOWN_PENDING);
    pair.run(Duration.ofSeconds(20));

    assertThat(pair.b.messages).hasSize(1);
    assertThat(pair.a.messages).hasSize(1);
    assertBothClosed(pair);
    int first = 0;
    while (!Pair.contains(ShutdownChunk.TYPE).test(pair.a.sent.get(first))) {
      first++;
    }
    assertThat(pair.a.sent.subList(first, pair.a.sent.size()))
        .noneMatch(Pair.contains(DataChunk.TYPE));
  }

  @Test
  void acknowledgesDataAtOnceWhileWaitingForTheShutdownAck() {
    Pair pair = Pair.established();
    pair.b.drop = Pair.contains(ShutdownAckChunk.TYPE);
    pair.a.drop = Pair.first(1, Pair.contains(ShutdownChunk.TYPE));
    pair.a.association().shutdown(pair.now());
    pair.drain();
    assertThat(pair.a.state()).isEqualTo(AssociationState.SHUTDOWN_SENT);
    pair.b.send(0, "late");
    pair.b.association().poll(new byte[2000], 0, pair.now());
    pair.a.sent.clear();
    pair.runUntil(() -> pair.a.texts().contains("late"));
    pair.drain();

    assertThat(Pair.chunkTypes(pair.a.sent.get(pair.a.sent.size() - 1)))
        .contains(ShutdownChunk.TYPE, SackChunk.TYPE);
  }

  @Test
  void refusesMessagesWhileShuttingDown() {
    Pair pair = Pair.established();
    pair.a.drop = packet -> true;
    pair.a.association().shutdown(pair.now());
    assertThat(pair.a.send(0, "no")).isEqualTo(SendResult.NOT_OPEN);
    pair.b.association().shutdown(pair.now());
    pair.drain();
    pair.run(Duration.ofMillis(50));
    assertThat(pair.a.send(0, "no")).isEqualTo(SendResult.NOT_OPEN);
    assertThat(pair.b.send(0, "no")).isEqualTo(SendResult.NOT_OPEN);
  }

  @Test
  void givesUpWhenTheShutdownIsNeverAnswered() {
    Pair pair = Pair.established();
    pair.b.drop = packet -> true;
    pair.a.association().shutdown(pair.now());
    pair.run(Duration.ofMinutes(5));

    assertThat(pair.a.events(Aborted.class)).hasSize(1);
    assertThat(Packets.chunks(pair.a.sent, ShutdownChunk.class)).hasSize(9);
  }

  @Test
  void givesUpWhenTheShutdownAckIsNeverAnswered() {
    Pair pair = Pair.established();
    pair.a.association().shutdown(pair.now());
    pair.drain();
    pair.a.drop = packet -> true;
    pair.run(Duration.ofMinutes(5));
    assertThat(Packets.chunks(pair.b.sent, ShutdownAckChunk.class)).hasSize(9);
    assertThat(pair.b.events(Aborted.class)).hasSize(1);
  }

  @Test
  void repeatsShutdownAckForAnInit() {
    Pair pair = Pair.established();
    pair.a.association().shutdown(pair.now());
    pair.drain();
    pair.a.drop = packet -> true;
    pair.runUntil(() -> pair.b.state() == AssociationState.SHUTDOWN_ACK_SENT);
    pair.drain();
    pair.b.sent.clear();
    pair.b.receive(Packets.of(0, new InitChunk(new Initiation(77, 1000, 1, 1, 1, List.of()))));
    pair.drain();
    assertThat(pair.b.sent.stream().map(Pair::chunkTypes))
        .containsExactly(List.of(ShutdownAckChunk.TYPE));
  }

  @Test
  void closesAnAssociationThatWasNeverOpened() {
    Pair pair = new Pair();
    pair.a.association().shutdown(pair.now());
    pair.b.association().connect(pair.now());
    pair.b.association().shutdown(pair.now());
    pair.run(Duration.ofSeconds(1));
    assertBothClosed(pair);
  }

  @Test
  void shutsDownOnceEstablishedWhenAskedBefore() {
    Pair pair = new Pair();
    pair.b.drop = Pair.first(1, Pair.contains(CookieAckChunk.TYPE));
    pair.a.association().connect(pair.now());
    pair.runUntil(() -> pair.a.state() == AssociationState.COOKIE_ECHOED);
    pair.a.send(0, "last words");
    pair.a.association().shutdown(pair.now());
    assertThat(pair.a.send(0, "no")).isEqualTo(SendResult.NOT_OPEN);
    pair.run(Duration.ofSeconds(5));

    assertThat(pair.b.texts()).containsExactly("last words");
    assertBothClosed(pair);
  }

  @Test
  void abortEndsBothSidesWithTheReason() {
    Pair pair = Pair.established();
    pair.a.send(0, Pair.payload(100_000, 1), SendOptions.RELIABLE);
    pair.a.association().abort("enough\u001b[2J \u00e4", pair.now());
    pair.run(Duration.ofSeconds(1));

    assertThat(pair.a.events(Aborted.class))
        .extracting(Aborted::cause)
        .containsExactly(AbortCause.LOCAL_USER);
    assertThat(pair.b.events(Aborted.class))
        .containsExactly(new Aborted(AbortCause.PEER, "enough?[2J ??"));
    assertThat(Packets.chunks(pair.a.sent, AbortChunk.class).get(0).causes())
        .singleElement()
        .isInstanceOf(UserInitiatedAbortCause.class);
    assertThat(pair.a.association().nextTimeout()).isEqualTo(Long.MAX_VALUE);
    assertThat(pair.a.statistics().sendBuffer()).isZero();
  }

  @Test
  void nothingCanBeDoneAfterTheEnd() {
    Pair pair = Pair.established();
    pair.a.association().abort("x", pair.now());
    pair.run(Duration.ofSeconds(1));
    int events = pair.a.events.size();

    assertThat(pair.a.send(0, "no")).isEqualTo(SendResult.NOT_OPEN);
    pair.a.association().connect(pair.now());
    pair.a.association().shutdown(pair.now());
    pair.a.association().abort("again", pair.now());
    pair.a.association().resetStream(0, pair.now());
    pair.a.association().release(1, pair.now());
    pair.a.association().handleTimeout(pair.now());
    pair.drain();
    assertThat(pair.a.events).hasSize(events);
    assertThat(pair.a.state()).isEqualTo(AssociationState.CLOSED);
  }
}
