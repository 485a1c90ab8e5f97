package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import dev.sotto.web.redis.RedisAddress;
import dev.sotto.web.redis.RedisRooms;
import dev.sotto.web.rooms.Entry;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomRules;
import dev.sotto.web.rooms.SeatKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rooms of two servers in one Redis. */
@InNamespace
@NeedsRedis
@Timeout(300)
class RedisRoomsTest {
  private static final String P0 = "{'v':[0,'zero']}";
  private static final String MEETING = "00112233445566778899aabbccddeeff";

  @TempDir Path scratch;

  private RedisProcess redis;
  private WebServer one;
  private WebServer two;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.start(scratch);
    one = server(RedisAddress.parse(redis.url()), RoomRules.standard());
    two = server(RedisAddress.parse(redis.url()), RoomRules.standard());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    redis.close();
  }

  private static WebServer server(RedisAddress address, RoomRules rules) throws IOException {
    return WebServer.start(
        WebOptions.local(0)
            .withLimits(RendezvousLimits.standard().withRooms(rules))
            .withStore(RedisRooms.connect(address, rules, new SecureRandom())));
  }

  private static void pair(RoomPeer inviter, RoomPeer joiner) throws InterruptedException {
    inviter.hears("{'t':'peer'}");
    joiner.hears("{'t':'peer'}");
    joiner.hears("{'t':'from','m':" + P0 + "}");
    joiner.to("['p1']");
    inviter.hears("{'t':'from','m':['p1']}");
    inviter.to("['p2']");
    joiner.hears("{'t':'from','m':['p2']}");
  }

  @Test
  void peersOnDifferentServersMeetAndTalk() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer joiner = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, joiner);

    inviter.says("{'t':'paired'}");
    for (int i = 0; i < 200; i++) {
      inviter.to(Integer.toString(i));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(joiner.hears()).isEqualTo("{'t':'from','m':" + i + "}");
    }
    RoomPeer.at(one.port()).says("{'t':'join','room':'" + inviter.room() + "'}").hears("4003 ");
    inviter.leaves();
    joiner.hears("4007 ");
  }

  @Test
  void peopleWhoAreOnDifferentServersPairAndTalk() throws Exception {
    try (TerminalParty alice =
            new TerminalParty(scratch, "alice", "--server", one.url().toString());
        TerminalParty bob = new TerminalParty(scratch, "bob", "--server", two.url().toString())) {
      bob.join(alice.invite());
      alice.awaitConnected();
      bob.awaitConnected();
      bob.say("from the other server");
      alice.awaitText("from the other server");
      bob.awaitDelivered(1);
      assertThat(alice.phrase()).hasSize(4).isEqualTo(bob.phrase());
    }
  }

  @Test
  void aNextRunTakesTheNextJoinerAndABurnedCodeNobody() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer first = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, first);
    inviter.says("{'t':'next','m':" + P0 + "}");
    first.hears("4005 ");

    RoomPeer second = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, second);
    inviter.says("{'t':'dead'}");
    second.hears("4006 ");
    inviter.hears("4006 ");
    RoomPeer.at(two.port()).says("{'t':'join','room':'" + inviter.room() + "'}").hears("4004 ");
  }

  @Test
  void ofManyWhoJoinAtOnceOneGetsTheSeat() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    List<RoomPeer> guests =
        IntStream.range(0, 8).mapToObj(i -> RoomPeer.at((i % 2 == 0 ? one : two).port())).toList();
    guests.forEach(guest -> guest.says("{'t':'join','room':'" + inviter.room() + "'}"));
    int seats = 0;
    for (RoomPeer guest : guests) {
      String answer = guest.hears();
      assertThat(answer).matches("\\{'t':'joined'.*|4003 .*");
      seats += answer.startsWith("4003") ? 0 : 1;
    }
    assertThat(seats).isEqualTo(1);
  }

  @Test
  void aSeatIsResumedAtTheOtherServerWithWhatWasMissed() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer joiner = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, joiner);

    joiner.breaks();
    inviter.hears("{'t':'left'}");
    inviter.to("['missed']");
    RoomPeer again = joiner.resumingAt(one.port(), 2);
    again.hears("{'t':'resumed','seen':1}");
    again.hears("{'t':'peer'}");
    again.hears("{'t':'from','m':['missed']}");
    inviter.hears("{'t':'back'}");
  }

  @Test
  void aServerThatVanishesLeavesItsSeatsToBeResumedElsewhere() throws Exception {
    // The store of a server that was killed says nothing any more; presence here ends after 3 s.
    RoomRules rules = withPresence(Duration.ofSeconds(3));
    try (WebServer here = server(RedisAddress.parse(redis.url()), rules);
        RedisRooms killed =
            RedisRooms.connect(RedisAddress.parse(redis.url()), rules, new SecureRandom())) {
      RoomPeer inviter = RoomPeer.opening(here.port(), P0);
      SeatKey key = SeatKey.random(new SecureRandom());
      RoomName room = new RoomName(inviter.room());
      assertThat(killed.join(room, key.digest()).toCompletableFuture().join())
          .isInstanceOf(Entry.Entered.class);
      inviter.hears("{'t':'peer'}");
      inviter.hears("{'t':'left'}");

      RoomPeer joiner = RoomPeer.at(here.port());
      joiner.says(
          "{'t':'resume','room':'" + inviter.room() + "','seat':'" + key.text() + "','seen':0}");
      joiner.hears("{'t':'resumed','seen':0}");
      joiner.hears("{'t':'peer'}");
      joiner.hears("{'t':'from','m':" + P0 + "}");
      inviter.hears("{'t':'back'}");
    }
  }

  private static RoomRules withPresence(Duration presence) {
    RoomRules it = RoomRules.standard();
    return new RoomRules(
        it.rooms(),
        it.life(),
        it.pairedLife(),
        it.meetingIdle(),
        it.resumeAlone(),
        it.resumeInRun(),
        it.resumePaired(),
        presence,
        it.runMessages(),
        it.runBytes(),
        it.unpairedMessages(),
        it.unpairedBytes(),
        it.pairedMessages(),
        it.pairedBytes(),
        it.logMessages(),
        it.logBytes(),
        it.notReused());
  }

  @Test
  void twoWhoMeetAgainMayComeInEitherOrder() throws Exception {
    RoomPeer joiner =
        RoomPeer.at(two.port()).says("{'t':'meet','room':'" + MEETING + "','role':'joiner'}");
    joiner.hears("{'t':'joined'");
    RoomPeer inviter =
        RoomPeer.at(one.port())
            .says("{'t':'meet','room':'" + MEETING + "','role':'inviter','m':" + P0 + "}");
    inviter.hears("{'t':'opened'");
    pair(inviter, joiner);
  }

  @Test
  void aRedisThatWasStartedAnewEndsTheRoomsItLostAndTakesNewOnes() throws Exception {
    RoomPeer waiting = RoomPeer.opening(one.port(), P0);
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer joiner = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, joiner);

    redis.stop();
    RoomPeer.at(one.port()).says("{'t':'open','m':0}").hears("4013 ");
    RoomPeer.at(two.port()).says("{'t':'join','room':'1234'}").hears("4013 ");
    redis.startAgain();

    for (RoomPeer peer : List.of(waiting, inviter, joiner)) {
      assertThat(peer.hears()).isEqualTo("4011 the server lost its rooms");
    }
    // The one server may be back before the other: both have said so above.
    RoomPeer anew = RoomPeer.opening(one.port(), P0);
    pair(anew, RoomPeer.joining(two.port(), anew.room()));
  }

  /** The connection on which Redis wakes a server comes back by itself, later than the other. */
  @Test
  void whoOpensARoomWhileRedisCannotWakeTheServerIsToldAllTheSame() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer joiner = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, joiner);
    assertThat(redis.ask("CLIENT", "KILL", "TYPE", "pubsub").strip()).isEqualTo("2");

    RoomPeer another = RoomPeer.opening(one.port(), P0);
    pair(another, RoomPeer.joining(two.port(), another.room()));
    inviter.to("'still there'");
    joiner.hears("{'t':'from','m':'still there'}");
  }

  @Test
  void everyKeyEndsByItselfAndHoldsNoKeyOfASeat() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer joiner = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, joiner);
    RoomPeer.at(two.port())
        .says("{'t':'meet','room':'" + MEETING + "','role':'joiner'}")
        .hears("{'t':'joined'");

    List<String> keys = redis.ask("--scan").lines().toList();
    assertThat(keys).hasSizeGreaterThanOrEqualTo(6).allMatch(key -> key.startsWith("sotto:"));
    for (String key : keys) {
      assertThat(Long.parseLong(redis.ask("PTTL", key)))
          .as(key)
          .isBetween(1L, Duration.ofHours(26).toMillis());
    }
    assertThat(redis.ask("HGETALL", "sotto:room:" + inviter.room())).doesNotContain(inviter.seat());
  }

  @Test
  void whoSaysTooMuchEndsTheRoom() throws Exception {
    RoomPeer inviter = RoomPeer.opening(one.port(), P0);
    RoomPeer joiner = RoomPeer.joining(two.port(), inviter.room());
    pair(inviter, joiner);
    for (int i = 0; i < 61; i++) { // 3 were said; a run has 64.
      joiner.to("0");
      inviter.hears("{'t':'from','m':0}");
    }
    joiner.to("0");
    joiner.hears("4009 ");
    inviter.hears("4009 ");
    assertThat(redis.ask("LLEN", "sotto:of-joiner:" + inviter.room())).isEqualTo("62");
  }

  @Test
  void aPoisonedKeyEndsItsRoomAndNothingElse() throws Exception {
    RoomPeer bystander = RoomPeer.opening(one.port(), P0);
    RoomPeer wrongType = RoomPeer.opening(one.port(), P0);
    redis.ask("SET", "sotto:room:" + wrongType.room(), "garbage");
    RoomPeer.at(two.port()).says("{'t':'join','room':'" + wrongType.room() + "'}").hears("4013 ");

    RoomPeer garbage = RoomPeer.opening(one.port(), P0);
    redis.ask("HSET", "sotto:room:" + garbage.room(), "run", "nan");
    RoomPeer.at(two.port()).says("{'t':'join','room':'" + garbage.room() + "'}").hears("4013 ");

    RoomPeer giant = RoomPeer.opening(one.port(), P0);
    redis.ask("HSET", "sotto:room:" + giant.room(), "run", "9".repeat(100_000));
    RoomPeer.at(two.port()).says("{'t':'join','room':'" + giant.room() + "'}").hears("4013 ");

    RoomPeer injected = RoomPeer.opening(one.port(), P0);
    redis.ask("LSET", "sotto:of-inviter:" + injected.room(), "0", "1},{\"t\":\"ice\"");
    RoomPeer victim = RoomPeer.at(two.port()).says("{'t':'join','room':'" + injected.room() + "'}");
    victim.hears("{'t':'joined'");
    victim.hears("4013 ");

    redis.ask("SET", "sotto:open", "garbage");
    RoomPeer.at(two.port()).says("{'t':'open','m':0}").hears("4013 ");
    redis.ask("DEL", "sotto:open");
    pair(bystander, RoomPeer.joining(two.port(), bystander.room()));
  }

  @Test
  void aUserMayBeLimitedToOurKeysAndChannels() throws Exception {
    redis.ask(
        "ACL",
        "SETUSER",
        "sotto",
        "on",
        ">open sesame",
        "~sotto:*",
        "&sotto:*",
        "-@all",
        "+@connection",
        "+@scripting",
        "-script|flush",
        "+@pubsub",
        "+@hash",
        "+@list",
        "+@sortedset",
        "+del",
        "+pexpire",
        "+pexpireat",
        "+time",
        "+info");
    redis.ask("ACL", "SETUSER", "default", "off");
    RedisAddress address = RedisAddress.parse("redis://sotto@127.0.0.1:" + redis.port());
    RoomRules rules = RoomRules.standard();
    try (WebServer limited = server(address.withPassword("open sesame"), rules)) {
      RoomPeer inviter = RoomPeer.opening(limited.port(), P0);
      RoomPeer joiner = RoomPeer.joining(limited.port(), inviter.room());
      pair(inviter, joiner);
    }
    assertThatThrownBy(
            () -> RedisRooms.connect(address.withPassword("guess"), rules, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wrong user or password")
        .hasMessageNotContaining("guess");
  }

  @Test
  void aSecureConnectionTrustsOnlyTheRightCertificate() throws Exception {
    CertificateFiles made = CertificateFiles.create(scratch.resolve("tls"), "ip:127.0.0.1");
    CertificateFiles other = CertificateFiles.create(scratch.resolve("other"), "ip:127.0.0.1");
    CertificateFiles misnamed = CertificateFiles.create(scratch.resolve("name"), "ip:127.0.0.2");
    RoomRules rules = RoomRules.standard();
    try (RedisProcess secure = RedisProcess.startSecure(scratch, made.certificate(), made.key())) {
      RedisAddress address = RedisAddress.parse("rediss://127.0.0.1:" + secure.port());
      try (WebServer server = server(address.withAuthorities(made.certificate()), rules)) {
        RoomPeer inviter = RoomPeer.opening(server.port(), P0);
        RoomPeer joiner = RoomPeer.joining(server.port(), inviter.room());
        pair(inviter, joiner);
      }
      refuses(address, rules);
      refuses(address.withAuthorities(other.certificate()), rules);
    }
    try (RedisProcess secure =
        RedisProcess.startSecure(scratch, misnamed.certificate(), misnamed.key())) {
      RedisAddress address = RedisAddress.parse("rediss://127.0.0.1:" + secure.port());
      refuses(address.withAuthorities(misnamed.certificate()), rules);
    }
  }

  private static void refuses(RedisAddress address, RoomRules rules) {
    assertThatThrownBy(() -> RedisRooms.connect(address, rules, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its certificate is not to be trusted");
  }
}
