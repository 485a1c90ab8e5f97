package dev.sotto.signal;

import static dev.sotto.signal.Messages.p0;
import static dev.sotto.signal.Messages.p3;
import static dev.sotto.signal.Messages.relayed;
import static dev.sotto.signal.Messages.sealed;
import static dev.sotto.signal.Messages.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.signal.ScriptedServer.Visitor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RendezvousRoomTest {
  private static final String SEAT = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String OPENED =
      "{\"t\":\"opened\",\"room\":\"4711\",\"seat\":\"" + SEAT + "\"}";
  private static final String JOINED = "{\"t\":\"joined\",\"seat\":\"" + SEAT + "\"}";
  private static final String PEER = "{\"t\":\"peer\"}";
  private static final String MEETING = "00112233445566778899aabbccddeeff";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Attempts follow each other at once, and nothing ends by the clock. */
  private static final RoomTimes PATIENT =
      new RoomTimes(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  /** A break is the end, and silence is soon noticed. */
  private static final RoomTimes IMPATIENT =
      new RoomTimes(
          Duration.ofSeconds(60),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMillis(2),
          Duration.ofSeconds(60),
          Duration.ofMillis(1));

  private final MeetingLog log = new MeetingLog();
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private RoomServer place() {
    return new RoomServer(server.url(), false);
  }

  private RendezvousRoom open(RoomTimes times) {
    return RendezvousRoom.start(
        place(), new RoomRequest("open", null, p0(1), Optional.empty()), times, log);
  }

  private RendezvousRoom join(RoomTimes times) {
    return RendezvousRoom.start(
        place(), new RoomRequest("join", "4711", null, Optional.empty()), times, log);
  }

  /** An inviter's socket in a run. */
  private Visitor inRun() throws Exception {
    Visitor visitor = server.next();
    visitor.next();
    visitor.say(OPENED);
    visitor.say(PEER);
    assertThat(log.next()).isEqualTo("opened 4711");
    assertThat(log.next()).isEqualTo("peer");
    return visitor;
  }

  private static String p0Json(int value) {
    return PairingJson.write(p0(value));
  }

  @Test
  void anInviterOpensARoomAndTalks() throws Exception {
    try (RendezvousRoom room = RendezvousRoom.open(place(), Optional.of("let me in"), p0(1), log)) {
      Visitor visitor = server.next();
      assertThat(visitor.requestLine).startsWith("GET /rendezvous ");
      assertThat(visitor.next())
          .isEqualTo("{\"t\":\"open\",\"m\":" + p0Json(1) + ",\"token\":\"let me in\"}");
      visitor.say(OPENED);
      visitor.say("{\"t\":\"later\",\"than\":\"us\"}");
      visitor.say(PEER);
      visitor.say(relayed(p3(2)));
      visitor.say("{\"t\":\"left\"}");
      visitor.say("{\"t\":\"back\"}");
      assertThat(log.next()).isEqualTo("opened 4711");
      assertThat(log.next()).isEqualTo("peer");
      assertThat(log.message()).isEqualTo(p3(2));
      assertThat(log.next()).isEqualTo("left");
      assertThat(log.next()).isEqualTo("back");
      assertThat(room.send(sealed(0))).isTrue();
      assertThat(room.send(sealed(1))).isTrue();
      assertThat(visitor.next()).isEqualTo(sent(sealed(0)));
      assertThat(visitor.next()).isEqualTo(sent(sealed(1)));
    }
  }

  @Test
  void aJoinerJoinsAndLeavesInGoodOrder() throws Exception {
    RendezvousRoom room = RendezvousRoom.join(place(), "4711", log);
    Visitor visitor = server.next();
    assertThat(visitor.next()).isEqualTo("{\"t\":\"join\",\"room\":\"4711\"}");
    visitor.say(JOINED);
    visitor.say(PEER);
    visitor.say(relayed(p0(1)));
    assertThat(log.next()).isEqualTo("peer");
    assertThat(log.message()).isEqualTo(p0(1));
    assertThat(room.send(p3(1))).isTrue();
    room.close();
    assertThat(visitor.next()).isEqualTo(sent(p3(1)));
    assertThat(visitor.next()).isEqualTo("closed 1000");
    assertThat(log.next()).isEqualTo("closed CLOSED");
    assertThat(room.send(p3(1))).isFalse();
  }

  @Test
  void bothMeetAgainInTheirRoles() throws Exception {
    try (RendezvousRoom inviter = RendezvousRoom.meetAsInviter(place(), MEETING, p0(1), log);
        RendezvousRoom joiner = RendezvousRoom.meetAsJoiner(place(), MEETING, new MeetingLog())) {
      String one = server.next().next();
      String two = server.next().next();
      assertThat(new String[] {one, two})
          .containsExactlyInAnyOrder(
              "{\"t\":\"meet\",\"room\":\""
                  + MEETING
                  + "\",\"role\":\"inviter\",\"m\":"
                  + p0Json(1)
                  + "}",
              "{\"t\":\"meet\",\"room\":\"" + MEETING + "\",\"role\":\"joiner\"}");
      assertThat(inviter).isNotSameAs(joiner);
    }
  }

  @Test
  void doesTheWorkThatABusyServerAsksFor() throws Exception {
    try (RendezvousRoom room = join(PATIENT)) {
      Visitor visitor = server.next();
      visitor.next();
      visitor.say("{\"t\":\"work\",\"salt\":\"some-salt\",\"bits\":10}");
      JsonNode again = JSON.readTree(visitor.next());
      assertThat(again.path("t").asText()).isEqualTo("join");
      assertThat(again.path("room").asText()).isEqualTo("4711");
      assertThat(again.path("work").path("salt").asText()).isEqualTo("some-salt");
      String proof = "some-salt.4711." + again.path("work").path("nonce").asLong();
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(proof.getBytes(StandardCharsets.UTF_8));
      assertThat((hash[0] & 0xff) << 2 | (hash[1] & 0xff) >> 6).isZero();
      visitor.say(JOINED);
      visitor.say(PEER);
      assertThat(log.next()).isEqualTo("peer");
      assertThat(room.send(p3(1))).isTrue();
    }
  }

  @Test
  void doesNotWorkWithoutEnd() throws Exception {
    try (RendezvousRoom room = join(PATIENT)) {
      Visitor visitor = server.next();
      visitor.next();
      visitor.say("{\"t\":\"work\",\"salt\":\"s\",\"bits\":25}");
      assertThat(log.next()).isEqualTo("closed BUSY");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void stopsToWorkWhenItIsClosed() throws Exception {
    RendezvousRoom room = join(PATIENT);
    Visitor visitor = server.next();
    visitor.next();
    visitor.say("{\"t\":\"work\",\"salt\":\"s\",\"bits\":24}");
    room.close();
    assertThat(log.next()).isEqualTo("closed CLOSED");
    assertThat(visitor.next()).isEqualTo("closed 1000");
  }

  @Test
  void comesBackAndSaysAgainWhatWasLost() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor first = inRun();
      first.say(relayed(p3(1)));
      assertThat(log.message()).isEqualTo(p3(1));
      room.send(sealed(0));
      room.send(sealed(1));
      assertThat(first.next()).isEqualTo(sent(sealed(0)));
      assertThat(first.next()).isEqualTo(sent(sealed(1)));
      first.cut();

      Visitor second = server.next();
      assertThat(second.next())
          .isEqualTo("{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"" + SEAT + "\",\"seen\":1}");
      room.send(sealed(2));
      second.say("{\"t\":\"resumed\",\"seen\":1}");
      assertThat(second.next()).isEqualTo(sent(sealed(1)));
      assertThat(second.next()).isEqualTo(sent(sealed(2)));
      second.say(relayed(p3(2)));
      assertThat(log.message()).isEqualTo(p3(2));
    }
  }

  @Test
  void learnsThatTheOtherCameBackWhileItWasAwayItself() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor first = inRun();
      first.say("{\"t\":\"left\"}");
      assertThat(log.next()).isEqualTo("left");
      first.cut();
      Visitor second = server.next();
      assertThat(second.next()).startsWith("{\"t\":\"resume\"");
      second.say("{\"t\":\"resumed\",\"seen\":0}");
      second.say("{\"t\":\"peer\"}");
      assertThat(log.next()).isEqualTo("back");
      assertThat(room).isNotNull();
    }
  }

  @Test
  void comesBackAfterTheServerStoppedAndWasRefusedInBetween() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor first = inRun();
      server.refuse("503 Service Unavailable");
      first.close(1001);
      assertThat(first.next()).isEqualTo("closed 1001");
      server.refuse("");
      Visitor second = server.next();
      assertThat(second.next()).startsWith("{\"t\":\"resume\"");
      second.say("{\"t\":\"resumed\",\"seen\":0}");
      room.send(p3(9));
      assertThat(second.next()).isEqualTo(sent(p3(9)));
    }
  }

  @Test
  void saysWhenItCannotComeBack() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      inRun().cut();
      Visitor second = server.next();
      second.next();
      second.close(4004);
      assertThat(log.next()).isEqualTo("closed GONE");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void refusesAServerThatHasMoreThanWasSaid() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      inRun().cut();
      Visitor second = server.next();
      second.next();
      second.say("{\"t\":\"resumed\",\"seen\":1}");
      assertThat(log.next()).isEqualTo("closed UNREACHABLE");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void givesUpWhenTheSeatIsNotHeldAnyLonger() throws Exception {
    RoomTimes once =
        new RoomTimes(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    try (RendezvousRoom room = open(once)) {
      Visitor first = inRun();
      server.refuse("503 Service Unavailable");
      first.cut();
      assertThat(log.next()).isEqualTo("closed UNREACHABLE");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void noticesAServerThatHasGoneSilent() throws Exception {
    RoomTimes silent =
        new RoomTimes(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(50),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    try (RendezvousRoom room = open(silent)) {
      inRun();
      assertThat(server.next().next()).startsWith("{\"t\":\"resume\"");
      assertThat(room.send(p3(1))).isTrue();
    }
  }

  @Test
  void doesNotWaitForAnAnswerWithoutEnd() throws Exception {
    try (RendezvousRoom room = open(IMPATIENT)) {
      server.next().next();
      assertThat(log.next()).isEqualTo("closed UNREACHABLE");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void theNextRunHasNothingOfTheOneBefore() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      room.send(p3(1));
      assertThat(visitor.next()).isEqualTo(sent(p3(1)));
      room.next(p0(2));
      assertThat(visitor.next()).isEqualTo("{\"t\":\"next\",\"m\":" + p0Json(2) + "}");
      assertThat(visitor.next()).isEqualTo("ping");
      visitor.say(relayed(p3(8)));
      visitor.say(PEER);
      visitor.say(relayed(p3(9)));
      assertThat(log.next()).isEqualTo("peer");
      assertThat(log.message()).isEqualTo(p3(9));
      room.send(p3(2));
      assertThat(visitor.next()).isEqualTo(sent(p3(2)));
      visitor.cut();

      Visitor back = server.next();
      assertThat(back.next()).endsWith("\"seen\":1}");
      back.say("{\"t\":\"resumed\",\"seen\":0}");
      assertThat(back.next()).isEqualTo(sent(p3(2)));
    }
  }

  @Test
  void asksForTheNextRunAgainWhenTheServerMayNotHaveHeard() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      room.next(p0(2));
      visitor.next();
      visitor.cut();
      Visitor back = server.next();
      assertThat(back.next()).endsWith("\"seen\":0}");
      back.say("{\"t\":\"resumed\",\"seen\":5}");
      assertThat(back.next()).isEqualTo("{\"t\":\"next\",\"m\":" + p0Json(2) + "}");
      assertThat(back.next()).isEqualTo("ping");
      back.say(PEER);
      back.say(relayed(p3(8)));
      back.pong();
      back.say(PEER);
      back.say(relayed(p3(9)));
      assertThat(log.next()).isEqualTo("peer");
      assertThat(log.message()).isEqualTo(p3(9));
    }
  }

  @Test
  void doesNotAskAgainForARunThatTheServerHasHeardOf() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      room.next(p0(2));
      visitor.next();
      assertThat(visitor.next()).isEqualTo("ping");
      visitor.pong();
      visitor.say("{\"t\":\"left\"}");
      assertThat(log.next()).isEqualTo("left");
      visitor.cut();
      Visitor back = server.next();
      back.next();
      back.say("{\"t\":\"resumed\",\"seen\":0}");
      back.say(PEER);
      assertThat(log.next()).isEqualTo("peer");
      room.send(p3(1));
      assertThat(back.next()).isEqualTo(sent(p3(1)));
    }
  }

  @Test
  void whatIsSaidToNobodyIsDropped() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = server.next();
      visitor.next();
      visitor.say(OPENED);
      assertThat(log.next()).isEqualTo("opened 4711");
      assertThat(room.send(p3(1))).isTrue();
      room.paired();
      assertThat(visitor.next()).isEqualTo("{\"t\":\"paired\"}");
    }
  }

  @Test
  void tellsNothingOfARunThatIsOver() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      room.next(p0(2));
      visitor.next();
      assertThat(visitor.next()).isEqualTo("ping");
      visitor.say(relayed(p3(8)));
      visitor.say("{\"t\":\"left\"}");
      visitor.say("{\"t\":\"back\"}");
      visitor.pong();
      visitor.say(PEER);
      assertThat(log.next()).isEqualTo("peer");
    }
  }

  @Test
  void aCodeThatIsBurnedDuringABreakIsBurnedAtTheServer() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor first = inRun();
      server.refuse("503 Service Unavailable");
      first.cut();
      server.awaitRefused();
      room.dead();
      server.awaitRefused();
      server.refuse("");
      Visitor second = server.next();
      assertThat(second.next()).startsWith("{\"t\":\"resume\"");
      second.say("{\"t\":\"resumed\",\"seen\":0}");
      assertThat(second.next()).isEqualTo("{\"t\":\"dead\"}");
      second.close(4006);
      assertThat(log.next()).isEqualTo("closed DEAD");
    }
  }

  @Test
  void aMeetingIsLeftAndNotBurned() throws Exception {
    RendezvousRoom room = RendezvousRoom.meetAsInviter(place(), MEETING, p0(1), log);
    Visitor visitor = server.next();
    visitor.next();
    visitor.say(OPENED.replace("4711", MEETING));
    assertThat(log.next()).isEqualTo("opened " + MEETING);
    room.dead();
    assertThat(log.next()).isEqualTo("closed DEAD");
    assertThat(visitor.next()).isEqualTo("closed 1000");
  }

  @Test
  void tellsTheServerThatItIsPairedAlsoAfterABreak() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      room.paired();
      assertThat(visitor.next()).isEqualTo("{\"t\":\"paired\"}");
      visitor.cut();
      Visitor back = server.next();
      back.next();
      back.say("{\"t\":\"resumed\",\"seen\":0}");
      assertThat(back.next()).isEqualTo("{\"t\":\"paired\"}");
    }
  }

  @Test
  void burnsTheRoom() throws Exception {
    RendezvousRoom room = open(PATIENT);
    Visitor visitor = inRun();
    room.dead();
    assertThat(visitor.next()).isEqualTo("{\"t\":\"dead\"}");
    assertThat(room.send(p3(1))).isTrue();
    visitor.close(4006);
    assertThat(log.next()).isEqualTo("closed DEAD");
  }

  @Test
  void everyCloseCodeHasItsReason() throws Exception {
    Map<Integer, MeetingEnd.Reason> reasons =
        Map.ofEntries(
            Map.entry(1003, MeetingEnd.Reason.REFUSED),
            Map.entry(1009, MeetingEnd.Reason.REFUSED),
            Map.entry(4000, MeetingEnd.Reason.REFUSED),
            Map.entry(4003, MeetingEnd.Reason.TAKEN),
            Map.entry(4004, MeetingEnd.Reason.GONE),
            Map.entry(4005, MeetingEnd.Reason.RUN_OVER),
            Map.entry(4006, MeetingEnd.Reason.DEAD),
            Map.entry(4007, MeetingEnd.Reason.PEER_GONE),
            Map.entry(4008, MeetingEnd.Reason.REFUSED),
            Map.entry(4009, MeetingEnd.Reason.LIMIT),
            Map.entry(4010, MeetingEnd.Reason.EXPIRED),
            Map.entry(4013, MeetingEnd.Reason.BUSY),
            Map.entry(4030, MeetingEnd.Reason.TOKEN),
            Map.entry(1001, MeetingEnd.Reason.STOPPED));
    for (Map.Entry<Integer, MeetingEnd.Reason> entry : reasons.entrySet()) {
      try (RendezvousRoom room = join(PATIENT)) {
        Visitor visitor = server.next();
        visitor.next();
        visitor.close(entry.getKey());
        assertThat(log.next()).isEqualTo("closed " + entry.getValue());
        assertThat(room.send(p3(1))).isFalse();
      }
      assertThat(MeetingEnd.ofCloseCode(entry.getKey()).sentence()).isNotBlank();
    }
  }

  @Test
  void endsWithAServerThatBreaksTheRules() throws Exception {
    String[] sayings = {
      "no json",
      "[]",
      "{\"t\":\"peer\",\"t\":\"peer\"}",
      "{\"t\":\"peer\"} ",
      "{\"t\":\"joined\",\"seat\":\"" + SEAT + "\"}",
      "{\"t\":\"opened\",\"room\":\"04711\",\"seat\":\"" + SEAT + "\"}",
      "{\"t\":\"opened\",\"room\":\"" + MEETING + "\",\"seat\":\"" + SEAT + "\"}",
      "{\"t\":\"opened\",\"room\":\"4711\",\"seat\":\"AAAA\"}",
      "{\"t\":\"resumed\",\"seen\":0}",
      "{\"t\":\"from\",\"m\":{}}",
      "x".repeat((26 << 10) + 1)
    };
    for (String saying : sayings) {
      try (RendezvousRoom room = open(PATIENT)) {
        Visitor visitor = server.next();
        visitor.next();
        visitor.say(saying);
        assertThat(log.next()).as(saying).isEqualTo("closed PROTOCOL");
        assertThat(room.send(p3(1))).isFalse();
      }
    }
  }

  @Test
  void endsWithAServerThatSendsBytes() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = server.next();
      visitor.next();
      visitor.frame(0x82, new byte[3]);
      assertThat(log.next()).isEqualTo("closed PROTOCOL");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void passesOverWhatIsNoMessageOfAPeer() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      visitor.say("{\"t\":\"from\",\"m\":{\"t\":\"p9\"}}");
      visitor.say("{\"t\":\"from\"}");
      visitor.say(relayed(p3(1)));
      assertThat(log.next()).isEqualTo("malformed");
      assertThat(log.next()).isEqualTo("malformed");
      assertThat(log.message()).isEqualTo(p3(1));
      assertThat(room.send(p3(1))).isTrue();
    }
  }

  @Test
  void boundsWhatARunBringsUntilItIsPaired() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      for (int i = 0; i <= MessageBudget.UNPAIRED_MESSAGES; i++) {
        visitor.say(relayed(p3(1)));
      }
      for (int i = 0; i < MessageBudget.UNPAIRED_MESSAGES; i++) {
        assertThat(log.next()).isEqualTo("message");
      }
      assertThat(log.next()).isEqualTo("closed PROTOCOL");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void takesOnlySoMuchAtOnce() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      inRun().cut();
      server.next().next(); // and is not resumed
      int taken = 0;
      while (taken < 100_000 && room.send(sealed(0))) {
        taken++;
      }
      assertThat(taken).isEqualTo(256);
    }
  }

  @Test
  void whatIsSentMakesRoomForMore() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      for (int i = 0; i < 1000; i++) {
        assertThat(room.send(p3(1))).isTrue();
        visitor.next();
      }
    }
  }

  @Test
  void tellsOfIceServers() throws Exception {
    try (RendezvousRoom room = open(PATIENT)) {
      Visitor visitor = inRun();
      visitor.say(
          "{\"t\":\"ice\",\"ttl\":600,\"servers\":[{\"urls\":[\"stun:h\"]},"
              + "{\"urls\":[\"turn:h\"],\"username\":\"u\",\"credential\":\"c\"}]}");
      assertThat(log.next()).isEqualTo("servers 1 1");
      assertThat(room.send(p3(1))).isTrue();
    }
  }

  @Test
  void saysThatAServerRefusesOrIsNotThere() throws Exception {
    server.refuse("421 Misdirected Request");
    try (RendezvousRoom room = open(PATIENT)) {
      assertThat(log.next()).isEqualTo("closed REFUSED");
      assertThat(room.send(p3(1))).isFalse();
    }
    server.close();
    try (RendezvousRoom room = open(PATIENT)) {
      assertThat(log.next()).isEqualTo("closed UNREACHABLE");
      assertThat(room.send(p3(1))).isFalse();
    }
  }

  @Test
  void whatAListenerThrowsChangesNothing() throws Exception {
    MeetingListener clumsy =
        new MeetingListener() {
          @Override
          public void onOpened(String number) {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
            throw new IllegalStateException("clumsy");
          }

          @Override
          public void onPeer() {
            log.onPeer();
          }
        };
    try (RendezvousRoom room = RendezvousRoom.open(place(), Optional.empty(), p0(1), clumsy)) {
      Visitor visitor = server.next();
      visitor.next();
      visitor.say(OPENED);
      visitor.say(PEER);
      assertThat(log.next()).isEqualTo("peer");
      assertThat(room.send(p3(1))).isTrue();
    }
  }

  @Test
  void refusesAddressesAndRoomsThatAreNone() {
    for (String address : new String[] {"ftp://localhost", "http:opaque", "relative"}) {
      assertThatThrownBy(
              () ->
                  RendezvousRoom.join(new RoomServer(URI.create(address), false), "1", log).close())
          .as(address)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String room : new String[] {"", "0", "012", "1234567890", MEETING}) {
      assertThatThrownBy(() -> RendezvousRoom.join(place(), room, log).close())
          .as(room)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> RendezvousRoom.meetAsJoiner(place(), "4711", log).close())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
