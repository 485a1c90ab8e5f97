package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.SessionDescription;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomMessageTest {
  private static final SessionDescription OFFER =
      new SessionDescription(SessionDescription.Type.OFFER, "v=0\r\n");
  private static final IceCandidate CANDIDATE =
      new IceCandidate("candidate:1 1 udp 2130706431 192.0.2.1 9 typ host", "0", 0);

  @Test
  void readsWhatTheServerSays() {
    assertThat(RoomMessage.read("{\"t\":\"joined\",\"peers\":1}"))
        .contains(new RoomMessage.Joined(1));
    assertThat(RoomMessage.read("{\"t\":\"joined\",\"peers\":2}"))
        .contains(new RoomMessage.Joined(2));
    assertThat(RoomMessage.read("{\"t\":\"peer\"}")).contains(new RoomMessage.PeerArrived());
    assertThat(RoomMessage.read("{\"t\":\"left\"}")).contains(new RoomMessage.PeerLeft());
    assertThat(RoomMessage.read("{\"t\":\"full\"}")).contains(new RoomMessage.Full());
    assertThat(RoomMessage.read("{\"t\":\"later\"}")).contains(new RoomMessage.Unknown());
  }

  @Test
  void asksToJoin() {
    assertThat(RoomMessage.join("abc")).isEqualTo("{\"t\":\"join\",\"room\":\"abc\"}");
  }

  @Test
  void writesDescriptionsAndCandidatesAsThePageDoes() {
    assertThat(RoomMessage.to(new SignalMessage.Description(OFFER)))
        .isEqualTo(
            "{\"t\":\"to\",\"m\":{\"k\":\"description\",\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"}}");
    assertThat(RoomMessage.to(new SignalMessage.Candidate(CANDIDATE)))
        .isEqualTo(
            "{\"t\":\"to\",\"m\":{\"k\":\"candidate\",\"candidate\":{\"candidate\":\""
                + CANDIDATE.candidate()
                + "\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}}}");
    assertThat(RoomMessage.to(new SignalMessage.Candidate(IceCandidate.end())))
        .isEqualTo("{\"t\":\"to\",\"m\":{\"k\":\"candidate\",\"candidate\":null}}");
    assertThat(RoomMessage.to(new SignalMessage.Restart()))
        .isEqualTo("{\"t\":\"to\",\"m\":{\"k\":\"restart\"}}");
  }

  @Test
  void readsWhatItWrites() {
    assertThat(relayed(new SignalMessage.Description(OFFER)))
        .isEqualTo(new SignalMessage.Description(OFFER));
    assertThat(relayed(new SignalMessage.Candidate(CANDIDATE)))
        .isEqualTo(new SignalMessage.Candidate(CANDIDATE));
    assertThat(relayed(new SignalMessage.Candidate(IceCandidate.end())))
        .isEqualTo(new SignalMessage.Candidate(IceCandidate.end()));
    assertThat(relayed(new SignalMessage.Restart())).isEqualTo(new SignalMessage.Restart());
  }

  @Test
  void tellsSessionsApartByTheirOrigin() {
    assertThat(session("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\n")).isEqualTo("- 1 IN IP4 0.0.0.0");
    assertThat(session("v=0\no=- 1 2 IN IP4 0.0.0.0\ns=-\n")).isEqualTo("- 1 IN IP4 0.0.0.0");
    assertThat(session("v=0\r\n")).isEmpty();
    assertThat(session("v=0\r\no=- 1\r\ns=-\r\n")).isEmpty();
  }

  @Test
  void laterDescriptionsBelongToTheSameSession() {
    assertThat(session("v=0\r\no=- 1 3 IN IP4 0.0.0.0\r\ns=-\r\n"))
        .isEqualTo(session("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\n"))
        .isNotEqualTo(session("v=0\r\no=- 2 2 IN IP4 0.0.0.0\r\ns=-\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "\"x\"",
        "[]",
        "{}",
        "{\"k\":1}",
        "{\"k\":\"description\"}",
        "{\"k\":\"description\",\"type\":\"pranswer\",\"sdp\":\"\"}",
        "{\"k\":\"description\",\"type\":\"offer\",\"sdp\":1}",
        "{\"k\":\"description\",\"type\":[\"offer\"],\"sdp\":\"\"}",
        "{\"k\":\"candidate\"}",
        "{\"k\":\"candidate\",\"candidate\":[]}",
        "{\"k\":\"candidate\",\"candidate\":{}}",
        "{\"k\":\"candidate\",\"candidate\":{\"candidate\":7}}",
        "{\"k\":\"candidate\",\"candidate\":{\"candidate\":\"\",\"sdpMLineIndex\":\"0\"}}",
        "{\"k\":\"candidate\",\"candidate\":{\"candidate\":\"\",\"sdpMLineIndex\":1e99}}",
      })
  void whatThePeerMayNotSayIsUnknown(String said) {
    assertThat(RoomMessage.read("{\"t\":\"from\",\"m\":" + said + "}"))
        .contains(new RoomMessage.From(new SignalMessage.Unknown()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "1", "[]", "null", "{", "{}x", "{\"t\":\"peer\"} {}"})
  void whatIsNoObjectIsNoMessage(String text) {
    assertThat(RoomMessage.read(text)).isEmpty();
  }

  @Test
  void deepNestingIsNoMessage() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(RoomMessage.read("{\"t\":\"from\",\"m\":" + deep + "}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutationsNeverThrow(long seed) {
    Random random = new Random(seed);
    String[] valid = {
      "{\"t\":\"joined\",\"peers\":2}",
      "{\"t\":\"from\",\"m\":{\"k\":\"description\",\"type\":\"answer\",\"sdp\":\"v=0\\r\\n\"}}",
      "{\"t\":\"from\",\"m\":{\"k\":\"candidate\",\"candidate\":{\"candidate\":\"candidate:\","
          + "\"sdpMid\":\"0\",\"sdpMLineIndex\":0}}}",
    };
    for (int i = 0; i < 25_000; i++) {
      StringBuilder text = new StringBuilder(valid[random.nextInt(valid.length)]);
      for (int j = random.nextInt(4); j >= 0; j--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
      }
      assertThat(RoomMessage.read(text.toString())).as("seed %d: %s", seed, text).isNotNull();
    }
  }

  private static String session(String sdp) {
    return new SignalMessage.Description(new SessionDescription(SessionDescription.Type.OFFER, sdp))
        .session();
  }

  private static SignalMessage relayed(SignalMessage message) {
    String sent = RoomMessage.to(message);
    String received = sent.replaceFirst("\"t\":\"to\"", "\"t\":\"from\"");
    return RoomMessage.read(received)
        .filter(RoomMessage.From.class::isInstance)
        .map(from -> ((RoomMessage.From) from).message())
        .orElseThrow();
  }
}
