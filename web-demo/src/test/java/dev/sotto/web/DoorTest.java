package dev.sotto.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.IceServer.Credentials;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come into the rendezvous, and what it costs, in virtual time. */
class DoorTest {
  private static final int BITS = 6;
  private static final String NOWHERE = "999999999";
  private static final Pattern WORK =
      Pattern.compile("\\{'t':'work','salt':'([\\w-]+)','bits':" + BITS + "}");
  private static final DoorRules RULES = new DoorRules(10, 600, 30, 3_000, 300, BITS, 60);
  private static final RendezvousLimits LIMITS =
      RendezvousLimits.standard()
          .withDoor(RULES)
          .withSilence(Duration.ofDays(8), Duration.ofDays(9));

  private final House house = new House(LIMITS);

  private void fail(int times, String address) {
    for (int i = 0; i < times; i++) {
      assertThat(house.guest(address).joins(NOWHERE).news()).containsExactly("closed: GONE");
    }
  }

  private boolean hasToWork(String address) {
    String answer = house.guest(address).joins(NOWHERE).news().get(0);
    return WORK.matcher(answer).matches();
  }

  @Test
  void letsTenJoinsAMinuteFailAndThenAsksForWork() {
    fail(10, "192.0.2.1");

    assertThat(hasToWork("192.0.2.1")).isTrue();
    house.pass(Duration.ofSeconds(59));
    assertThat(hasToWork("192.0.2.1")).isTrue();
    house.pass(Duration.ofSeconds(1));
    assertThat(hasToWork("192.0.2.1")).isFalse();
  }

  @Test
  void neverLetsMoreFailInAnyMinute() {
    fail(1, "192.0.2.1");
    house.pass(Duration.ofSeconds(50));
    fail(9, "192.0.2.1");
    house.pass(Duration.ofSeconds(10));
    fail(1, "192.0.2.1");

    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "2001:db8:1:2::1, 2001:db8:1:2:3:4:5:6, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, true",
    "2001:db8:1:2::1, 2001:db8:2:2::1, false",
    "2001:db8:1:2::1, 192.0.2.1, false",
  })
  void countsByAddressNetworkAndSite(String guilty, String other, boolean together) {
    fail(10, guilty);

    assertThat(hasToWork(other)).isEqualTo(together);
  }

  @Test
  void asksEverybodyForWorkWhenTooManyJoinsFailInAll() {
    for (int i = 0; i < 60; i++) {
      fail(10, "192.0.2." + i);
    }
    assertThat(hasToWork("198.51.100.1")).isTrue();
  }

  @Test
  void letsInWhoHasWorked() {
    fail(10, "192.0.2.1");
    String room = house.guest("198.51.100.1").opens().room();
    Guest guest = house.guest("192.0.2.1").joins(room);
    String salt = salt(guest);

    assertThat(guest.says(worked("join','room':'" + room, salt, work(salt, room))).news())
        .endsWith("{'t':'peer'}", "{'t':'from','m':'p0'}");
  }

  @Test
  void takesNoWorkTwice() {
    fail(10, "192.0.2.1");
    Guest first = house.guest("192.0.2.1").joins(NOWHERE);
    String salt = salt(first);
    String message = worked("join','room':'" + NOWHERE, salt, work(salt, NOWHERE));

    assertThat(first.says(message).news()).containsExactly("closed: GONE");
    assertThat(salt(house.guest("192.0.2.1").says(message))).isNotEqualTo(salt);
  }

  @Test
  void takesNoWorkForAnotherRoomFromAnotherAddressOrTooLate() {
    fail(10, "192.0.2.1");
    fail(10, "192.0.2.2");
    String salt = salt(house.guest("192.0.2.1").joins(NOWHERE));
    String nonce = work(salt, NOWHERE);
    String message = worked("join','room':'" + NOWHERE, salt, nonce);

    salt(house.guest("192.0.2.1").says(worked("join','room':'99999999", salt, nonce)));
    salt(house.guest("192.0.2.2").says(message));
    salt(house.guest("192.0.2.1").says(worked("join','room':'" + NOWHERE, salt, "x")));
    salt(house.guest("192.0.2.1").says(worked("join','room':'" + NOWHERE, "AAAA", nonce)));
    house.pass(Duration.ofSeconds(60));
    fail(10, "192.0.2.1");
    salt(house.guest("192.0.2.1").says(message));
  }

  @Test
  void takesNoWorkThatWasNotDone() {
    fail(10, "192.0.2.1");
    String salt = salt(house.guest("192.0.2.1").joins(NOWHERE));
    int wrong = 0;
    while (zeroBits(salt + "." + NOWHERE + "." + wrong) >= BITS) {
      wrong++;
    }
    salt(house.guest("192.0.2.1").says(worked("join','room':'" + NOWHERE, salt, "" + wrong)));
  }

  @Test
  void givesTimeToWork() {
    fail(10, "192.0.2.1");
    Guest guest = house.guest("192.0.2.1").joins(NOWHERE);
    guest.news();
    house.pass(Duration.ofSeconds(59));
    assertThat(guest.news()).isEmpty();
    house.pass(Duration.ofSeconds(1));

    assertThat(guest.news()).containsExactly("closed: NOTHING_SAID");
  }

  @Test
  void asksWhoOpensManyRoomsForWork() {
    for (int i = 0; i < 30; i++) {
      assertThat(house.guest().opens().room()).isNotEmpty();
    }
    Guest guest = house.guest().opens();
    String salt = salt(guest);

    assertThat(guest.says(worked("open','m':'p0", salt, work(salt, "open"))).room()).isNotEmpty();
    assertThat(house.guest("192.0.2.2").opens().room()).isNotEmpty();
  }

  @Test
  void refusesWhoEntersManyMeetings() {
    for (int i = 0; i < 300; i++) {
      assertThat(house.guest().meets("%032x".formatted(i), "joiner").seat()).isNotEmpty();
    }
    assertThat(house.guest().meets("f".repeat(32), "joiner").news())
        .containsExactly("closed: BUSY");
  }

  @Test
  void countsWhoBurnsACode() {
    for (int i = 0; i < 10; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      Guest joiner = house.guest("192.0.2.1").joins(inviter.room()).to("'p1'").to("'p3'");
      inviter.says("{'t':'dead'}");
      assertThat(joiner.news()).last().isEqualTo("closed: DEAD");
      joiner.breaks();
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
    assertThat(house.metrics.scrape()).contains("sotto_failed_joins_total 10.0");
  }

  @Test
  void countsWhoMayHaveBurnedACodeAndRan() {
    for (int i = 0; i < 10; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      house.guest("192.0.2.1").joins(inviter.room()).to("'p1'").to("'p3'").breaks();
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @Test
  void countsNobodyWhoPairsOrGivesUpBeforeAGuess() {
    for (int i = 0; i < 12; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      Guest joiner = house.guest("192.0.2.1").joins(inviter.room()).to("'p1'").to("'p3'");
      inviter.says("{'t':'paired'}");
      joiner.leaves();
      Guest other = house.guest("198.51.101." + i).opens();
      house.guest("192.0.2.1").joins(other.room()).to("'p1'").leaves();
      Guest third = house.guest("198.51.102." + i).opens();
      Guest dropped = house.guest("192.0.2.1").joins(third.room()).to("'p1'").to("'p3'");
      third.says("{'t':'next','m':1}");
      dropped.breaks();
    }
    assertThat(hasToWork("192.0.2.1")).isFalse();
  }

  @Test
  void countsWhoWearsARoomOutWithVisitsThatAreNoGuesses() {
    Guest inviter = house.guest("198.51.100.1").opens();
    for (int i = 0; i < 11; i++) {
      house.guest("192.0.2.1").joins(inviter.room()).to("'p1'").leaves();
      inviter.says("{'t':'next','m':1}");
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
    assertThat(hasToWork("192.0.2.2")).isFalse();
  }

  @Test
  void countsWhoIsSentAwayFromOneRoomAgainAndAgain() {
    Guest inviter = house.guest("198.51.100.1").opens();
    for (int i = 0; i < 11; i++) {
      house.guest("192.0.2.1").joins(inviter.room()).to("'nonsense'");
      inviter.says("{'t':'next','m':1}");
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @Test
  void countsWhoBreaksOffAndGuessesFromTheSocketThatResumes() {
    for (int i = 0; i < 10; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      Guest joiner = house.guest("192.0.2.1").joins(inviter.room()).to("'p1'");
      joiner.breaks();
      house.guest("192.0.2.1").resumes(inviter.room(), joiner.seat(), 1).to("'p3'");
      inviter.says("{'t':'dead'}");
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @Test
  void countsWhoGuessesFromASecondSocketThatTakesTheSeat() {
    for (int i = 0; i < 10; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      Guest joiner = house.guest("192.0.2.1").joins(inviter.room()).to("'p1'");
      house.guest("192.0.2.1").resumes(inviter.room(), joiner.seat(), 1).to("'p3'");
      inviter.says("{'t':'dead'}");
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @Test
  void countsWhoUsesARoomUp() {
    for (int i = 0; i < 10; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      Guest joiner = house.guest("192.0.2.1").joins(inviter.room());
      for (int message = 0; message < 100; message++) {
        joiner.to("'x'");
      }
      assertThat(inviter.news()).contains("closed: USED_UP");
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @Test
  void countsJoinsAsFailedAsLongAsTheyAreUnderWay() {
    for (int i = 0; i < 10; i++) {
      house.guest("192.0.2.1").joins(house.guest("198.51.100." + i).opens().room());
    }
    assertThat(hasToWork("192.0.2.1")).isTrue();
  }

  @Test
  void letsNoMoreThanOneOfTenThousandGuessesReachARoom() {
    List<Guest> inviters = new ArrayList<>();
    Set<String> rooms = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Guest inviter = house.guest("198.51.100." + i).opens();
      inviters.add(inviter);
      rooms.add(inviter.room());
      inviter.news();
    }
    List<String> live = List.copyOf(rooms);
    Random random = new Random(1);
    int works = 0;
    for (int guess = 0; guess < 10_000; guess++) {
      String address = "2001:db8:" + guess % 100 + "::" + guess;
      Guest guesser =
          house
              .guest(address)
              .joins(
                  guess % 50 == 0
                      ? live.get(guess / 50 % live.size())
                      : "" + random.nextInt(1_000, 1_000_000));
      guesser.to("'p1'").to("'p3'");
      works += guesser.heard.get(0).contains("\"work\"") ? 1 : 0;
      guesser.breaks();
      for (Guest inviter : inviters) {
        if (inviter.heard.contains("{\"t\":\"from\",\"m\":\"p3\"}")) {
          inviter.says("{'t':'dead'}");
        }
      }
    }
    for (Guest inviter : inviters) {
      assertThat(inviter.heard.stream().filter("{\"t\":\"peer\"}"::equals).count())
          .isLessThanOrEqualTo(1);
    }
    assertThat(works).isGreaterThan(9_000);
  }

  @Test
  void opensRoomsOnlyForTokensWhereThereAreSome() {
    House closed =
        new House(LIMITS, List.of("first token", "second"), IceServerSource.none(), it -> it);

    assertThat(closed.guest().opens().news()).containsExactly("closed: NO_TOKEN");
    assertThat(closed.guest().says("{'t':'open','m':1,'token':'secon'}").news())
        .containsExactly("closed: NO_TOKEN");
    String room = closed.guest().says("{'t':'open','m':1,'token':'second'}").room();
    assertThat(closed.guest().says("{'t':'open','m':1,'token':'first token'}").room()).isNotEmpty();
    assertThat(closed.guest().joins(room).seat()).isNotEmpty();
  }

  @Test
  void boundsTheConnectionsOfOneAndOfAll() {
    RendezvousLimits standard = RendezvousLimits.standard();
    House small =
        new House(
            new RendezvousLimits(
                standard.frameBytes(),
                standard.messageBytes(),
                standard.waitingBytes(),
                4,
                2,
                standard.firstWithin(),
                standard.pingEvery(),
                standard.silence(),
                standard.door(),
                standard.rooms()));
    Guest first = small.guest("192.0.2.1");
    small.guest("192.0.2.1");
    Guest third = small.guest("192.0.2.1");
    assertThat(third.news()).containsExactly("closed: BUSY");
    third.breaks();
    first.breaks();
    assertThat(small.guest("192.0.2.1").news()).isEmpty();
    assertThat(small.guest("192.0.2.2").news()).isEmpty();
    assertThat(small.guest("192.0.2.3").news()).isEmpty();
    assertThat(small.guest("192.0.2.4").news()).containsExactly("closed: BUSY");
  }

  /** One STUN and one TURN server. */
  private static final IceServerSource SERVERS =
      new IceServerSource() {
        @Override
        public List<IceServer> servers(String tag) {
          return List.of(
              new IceServer(List.of("stun:192.0.2.9:3478"), Optional.empty()),
              new IceServer(
                  List.of("turn:192.0.2.9:3478"), Optional.of(new Credentials(tag, "\"password"))));
        }

        @Override
        public Duration lifetime() {
          return Duration.ofMinutes(10);
        }
      };

  @Test
  void namesIceServersToTwoAndOnlyToTwo() {
    House helpful = new House(LIMITS, List.of(), SERVERS, it -> it);
    Guest inviter = helpful.guest().opens();
    String room = inviter.room();
    assertThat(inviter.news()).hasSize(1);
    Guest joiner = helpful.guest().joins(room);

    assertThat(inviter.news())
        .hasSize(2)
        .last()
        .asString()
        .matches(
            "\\{'t':'ice','servers':\\[\\{'urls':\\['stun:192.0.2.9:3478']},\\{'urls':\\["
                + "'turn:192.0.2.9:3478'],'username':'[\\w-]{16}','credential':'.'password'}],"
                + "'ttl':600}")
        .asString()
        .doesNotContain(room);
    assertThat(joiner.news()).anyMatch(it -> it.startsWith("{'t':'ice'"));
  }

  @Test
  void renewsCredentialsBeforeTheyExpireWhileBothAreThere() {
    House helpful = new House(LIMITS, List.of(), SERVERS, it -> it);
    Guest inviter = helpful.guest().opens();
    Guest joiner = helpful.guest().joins(inviter.room());
    inviter.says("{'t':'paired'}").news();
    helpful.pass(Duration.ofSeconds(479));
    assertThat(inviter.news()).isEmpty();
    helpful.pass(Duration.ofSeconds(2));
    assertThat(inviter.news()).hasSize(1).first().asString().startsWith("{'t':'ice'");
    joiner.breaks();
    inviter.news();
    helpful.pass(Duration.ofSeconds(500));

    assertThat(inviter.news()).isEmpty();
  }

  @Test
  void givesRelayCredentialsOnlySoOften() {
    RendezvousLimits thrifty = LIMITS.withDoor(new DoorRules(10, 600, 30, 3_000, 300, BITS, 1));
    House helpful = new House(thrifty, List.of(), SERVERS, it -> it);
    Guest inviter = helpful.guest("192.0.2.1").opens();
    Guest joiner = helpful.guest("192.0.2.1").joins(inviter.room());

    List<String> told = new ArrayList<>(inviter.news());
    told.addAll(joiner.news());
    assertThat(told.stream().filter(it -> it.contains("'credential'")).count()).isEqualTo(1);
    assertThat(told.stream().filter(it -> it.contains("'stun:")).count()).isEqualTo(2);
  }

  @Test
  void measuresWithoutNamingAnybody() {
    Guest inviter = house.guest().opens();
    String room = inviter.room();
    house.guest().joins(room).to("'1234'");
    fail(3, "198.51.100.7");

    assertThat(house.metrics.scrape())
        .contains("sotto_rooms 1.0")
        .contains("sotto_connections 5.0")
        .contains("sotto_joins_total 2.0")
        .contains("sotto_failed_joins_total 3.0")
        .contains("sotto_relayed_bytes_total 6.0")
        .doesNotContain(room)
        .doesNotContain(inviter.seat())
        .doesNotContain("198.51.100.7")
        .doesNotContain("{");
  }

  private static String salt(Guest guest) {
    Matcher matcher = WORK.matcher(guest.news().get(0));
    assertThat(matcher.matches()).isTrue();
    return matcher.group(1);
  }

  private static String worked(String message, String salt, String nonce) {
    return "{'t':'" + message + "','work':{'salt':'" + salt + "','nonce':'" + nonce + "'}}";
  }

  private static String work(String salt, String purpose) {
    int nonce = 0;
    while (zeroBits(salt + "." + purpose + "." + nonce) < BITS) {
      nonce++;
    }
    return "" + nonce;
  }

  private static int zeroBits(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return 256 - new BigInteger(1, hash).bitLength();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
