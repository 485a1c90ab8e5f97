package dev.sotto.mdns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The room of a code, looked for and answered for on one link. */
@Timeout(60)
class RoomSearchTest {
  private static final RoomPlace PLACE = new RoomPlace("4711", 40_000, false);

  private final RoomResponder responder = new RoomResponder(PLACE);
  private final byte[] packet = new byte[RoomResponder.MAX_PACKET];
  private Monotonic now = Monotonic.ZERO;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoAsksIsToldThePortAndWhetherItIsSecure(boolean secure) {
    RoomPlace place = new RoomPlace("4711", 65_535, secure);
    RoomResolver resolver = new RoomResolver("4711", now);
    RoomResponder other = new RoomResponder(place);
    int question = resolver.poll(packet, 0, now);
    other.handlePacket(packet, 0, question);
    int answer = other.poll(packet, 0, now);

    assertThat(resolver.handlePacket(packet, 0, answer)).contains(place);
    assertThat(resolver.isOver()).isTrue();
    assertThat(resolver.handlePacket(packet, 0, answer)).as("the first is believed").isEmpty();
    assertThat(resolver.poll(packet, 0, now)).isZero();
  }

  @Test
  void asksThreeTimesWithinASecondAndThenNoMore() {
    RoomResolver resolver = new RoomResolver("4711", now);
    int packets = 0;
    Monotonic start = now;
    while (!resolver.isOver()) {
      now = new Monotonic(Math.max(now.nanos(), resolver.nextTimeout()));
      packets += resolver.poll(packet, 0, now) > 0 ? 1 : 0;
    }
    assertThat(packets).isEqualTo(3);
    assertThat(now).isEqualTo(start.plus(Duration.ofSeconds(1)));
    assertThat(resolver.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void onlyTheRoomIsTold() {
    RoomResolver resolver = new RoomResolver("4711", now);
    int length = resolver.poll(packet, 0, now);
    assertThat(new String(packet, 12, length - 12, ISO_8859_1))
        .isEqualTo("\u00044711\u0006_sotto\u0004_tcp\u0005local\0\0!\0\u0001");
  }

  @Test
  void answersForItsOwnRoomOnly() {
    responder.handlePacket(packet, 0, new RoomResolver("4712", now).poll(packet, 0, now));
    assertThat(responder.nextTimeout()).isEqualTo(Monotonic.NEVER);
    assertThat(responder.poll(packet, 0, now)).isZero();
  }

  @Test
  void answersNoMoreThanOnceASecond() {
    byte[] question = new byte[RoomResolver.MAX_PACKET];
    int length = new RoomResolver("4711", now).poll(question, 0, now);
    int answers = 0;
    for (int i = 0; i < 1_000; i++) {
      responder.handlePacket(question, 0, length);
      answers += responder.poll(packet, 0, now) > 0 ? 1 : 0;
      now = now.plus(Duration.ofMillis(10));
    }
    assertThat(answers).isEqualTo(10);
    assertThat(responder.nextTimeout()).as("the last one waits").isLessThan(Monotonic.NEVER);
  }

  @Test
  void anAnswerForAnotherRoomIsNoneForOurs() {
    int length = RoomMessages.answer(packet, 0, new RoomPlace("4712", 1, false));
    assertThat(new RoomResolver("4711", now).handlePacket(packet, 0, length)).isEmpty();
    length = RoomMessages.question(packet, 0, "4711");
    assertThat(new RoomResolver("4711", now).handlePacket(packet, 0, length)).isEmpty();
    length = RoomMessages.answer(packet, 0, PLACE);
    responder.handlePacket(packet, 0, length);
    assertThat(responder.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedMessagesCauseNothingButPlacesThatCanBe(long seed) {
    Random random = new Random(seed);
    byte[] sound = new byte[RoomMessages.MAX_LENGTH];
    for (int i = 0; i < 20_000; i++) {
      int length =
          i % 2 == 0
              ? RoomMessages.answer(sound, 0, PLACE)
              : RoomMessages.question(sound, 0, "4711");
      byte[] damaged = Arrays.copyOf(sound, random.nextInt(length + 1));
      for (int hits = random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      responder.handlePacket(damaged, 0, damaged.length);
      Optional<RoomPlace> found =
          new RoomResolver("4711", now).handlePacket(damaged, 0, damaged.length);
      found.ifPresent(place -> assertThat(place.room()).isEqualTo("4711"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "01", "1234567890", "a", "4711-acid"})
  void nothingButANumberIsAskedFor(String room) {
    assertThatThrownBy(() -> new RoomResolver(room, now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("acid");
    assertThatThrownBy(() -> new RoomPlace(room, 1, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void aPlaceHasAPort(int port) {
    assertThatThrownBy(() -> new RoomPlace("4711", port, false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
