package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Connected;
import dev.sotto.sctp.AssociationEvent.Restarted;
import dev.sotto.sctp.wire.CookieEchoChunk;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.InitAckChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Initiation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollisionAndRestartTest {
  @Test
  void establishesOnceWhenBothConnectAtTheSameTime() {
    Pair pair = new Pair();
    pair.a.association().connect(pair.now());
    pair.b.association().connect(pair.now());
    pair.a.send(0, "from a");
    pair.b.send(0, "from b");
    pair.run(Duration.ofSeconds(2));

    assertThat(pair.a.events(Connected.class)).hasSize(1);
    assertThat(pair.b.events(Connected.class)).hasSize(1);
    assertThat(pair.a.texts()).containsExactly("from b");
    assertThat(pair.b.texts()).containsExactly("from a");
  }

  @ParameterizedTest
  @ValueSource(ints = {InitChunk.TYPE, InitAckChunk.TYPE, CookieEchoChunk.TYPE, 11})
  void establishesOnceWhenBothConnectAndPacketsAreLost(int lost) {
    Pair pair = new Pair();
    pair.a.drop = Pair.first(1, Pair.contains(lost));
    pair.b.drop = Pair.first(2, Pair.contains(lost));
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofMillis(5));
    pair.b.association().connect(pair.now());
    pair.a.send(0, "from a");
    pair.b.send(0, "from b");
    pair.run(Duration.ofSeconds(30));

    assertThat(pair.a.events).containsExactly(new Connected(65_535, 65_535), low());
    assertThat(pair.b.events).containsExactly(new Connected(65_535, 65_535), low());
    assertThat(pair.a.texts()).containsExactly("from b");
    assertThat(pair.b.texts()).containsExactly("from a");
  }

  private static AssociationEvent low() {
    return new AssociationEvent.BufferedAmountLow(0);
  }

  @Test
  void answersAnInitDuringItsOwnWithTheSameTagAndTsn() {
    Pair pair = new Pair();
    pair.a.drop = packet -> true;
    pair.a.association().connect(pair.now());
    pair.drain();
    pair.a.receive(Packets.of(0, new InitChunk(new Initiation(77, 1000, 1, 1, 1, List.of()))));
    pair.drain();

    Initiation own = Packets.chunks(pair.a.sent, InitChunk.class).get(0).initiation();
    Initiation answer = Packets.chunks(pair.a.sent, InitAckChunk.class).get(0).initiation();
    assertThat(answer.tag()).isEqualTo(own.tag());
    assertThat(answer.tsn()).isEqualTo(own.tsn());
  }

  @Test
  void anInitAloneDoesNotDisturbAnEstablishedAssociation() {
    Pair pair = Pair.established();
    pair.b.receive(Packets.of(0, new InitChunk(new Initiation(77, 1000, 1, 1, 1, List.of()))));
    pair.a.send(0, "still here");
    pair.b.send(0, "so am I");
    pair.run(Duration.ofSeconds(2));

    assertThat(pair.b.texts()).containsExactly("still here");
    assertThat(pair.a.texts()).containsExactly("so am I");
    assertThat(pair.b.events(Restarted.class)).isEmpty();
  }

  @Test
  void aPeerThatLostItsStateConnectsAgain() {
    Pair pair = Pair.established();
    pair.a.send(1, "before");
    pair.b.send(1, Pair.payload(100_000, 1), SendOptions.RELIABLE);
    pair.run(Duration.ofMillis(12));
    pair.a.forgetEverything();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(2));

    assertThat(pair.b.events(Restarted.class)).hasSize(1);
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
    pair.a.send(1, "after");
    pair.b.send(1, "answer");
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.texts()).containsExactly("before", "after");
    assertThat(pair.a.texts()).containsExactly("answer");
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void aRestartEndsAPendingStreamReset() {
    Pair pair = Pair.established();
    pair.b.drop = packet -> true;
    pair.b.association().resetStream(1, pair.now());
    pair.run(Duration.ofMillis(50));
    pair.b.drop = packet -> false;
    pair.a.forgetEverything();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.send(1, "free again")).isEqualTo(SendResult.ACCEPTED);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.texts()).containsExactly("free again");
  }

  @Test
  void aRepeatedCookieEchoIsAcknowledgedAndChangesNothing() {
    Pair pair = new Pair();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    byte[] cookieEcho = Pair.lastSentWith(pair.a, CookieEchoChunk.TYPE);
    pair.a.send(0, "one");
    pair.run(Duration.ofSeconds(1));
    pair.b.sent.clear();
    pair.b.receive(cookieEcho);
    pair.drain();
    pair.a.send(0, "two");
    pair.run(Duration.ofSeconds(1));

    assertThat(Pair.chunkTypes(pair.b.sent.get(0))).contains(11);
    assertThat(pair.b.texts()).containsExactly("one", "two");
    assertThat(pair.b.events(Connected.class)).hasSize(1);
  }

  @Test
  void aCookieOfAnEarlierAssociationCannotRestart() {
    Pair pair = new Pair();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    byte[] oldCookieEcho = Pair.lastSentWith(pair.a, CookieEchoChunk.TYPE);
    pair.a.forgetEverything();
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    pair.b.receive(oldCookieEcho);
    pair.a.send(0, "undisturbed");
    pair.run(Duration.ofSeconds(1));

    assertThat(pair.b.events(Restarted.class)).hasSize(1);
    assertThat(pair.b.texts()).containsExactly("undisturbed");
    assertThat(Pair.lastSentWith(pair.a, DataChunk.TYPE)).isNotEmpty();
  }
}
