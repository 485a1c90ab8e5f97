package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.rooms.RoomRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of the rendezvous, in virtual time; who may come is in {@link DoorTest}. */
class ReceptionTest {
  private static final String MEETING = "0123456789abcdef0123456789abcdef";

  private final House house =
      new House(RendezvousLimits.standard().withSilence(Duration.ofDays(8), Duration.ofDays(9)));
  private final Guest inviter = house.guest().opens();
  private final String room = inviter.room();

  private Guest joined() {
    Guest joiner = house.guest().joins(room);
    assertThat(joiner.heard).hasSize(3);
    return joiner;
  }

  @Test
  void introducesTwoAndRelaysBetweenThem() {
    String seat = inviter.seat();
    assertThat(inviter.news())
        .containsExactly("{'t':'opened','room':'" + room + "','seat':'" + seat + "'}");
    assertThat(room).matches("[1-9][0-9]{3,8}");
    Guest joiner = house.guest().joins(room);
    String other = joiner.seat();

    assertThat(joiner.news())
        .containsExactly(
            "{'t':'joined','seat':'" + other + "'}", "{'t':'peer'}", "{'t':'from','m':'p0'}");
    assertThat(inviter.news()).containsExactly("{'t':'peer'}");
    joiner.to("{'k' : 1}");
    inviter.to("null");
    assertThat(inviter.news()).containsExactly("{'t':'from','m':{'k' : 1}}");
    assertThat(joiner.news()).containsExactly("{'t':'from','m':null}");
    assertThat(other).isNotEqualTo(seat);
  }

  @Test
  void readsTheNextMessageOnlyAfterTheLastIsDone() {
    assertThat(inviter.asked).isEqualTo(1);
    Guest joiner = joined();
    joiner.to("1").to("2");
    assertThat(joiner.asked).isEqualTo(3);
  }

  @Test
  void refusesTheThird() {
    Guest joiner = joined();
    Guest third = house.guest().joins(room).to("1");

    assertThat(third.news()).containsExactly("closed: TAKEN");
    joiner.news();
    inviter.to("1");
    assertThat(joiner.news()).hasSize(1);
  }

  @Test
  void refusesAThirdAlsoInAPairedRoom() {
    joined();
    inviter.says("{'t':'paired'}");

    assertThat(house.guest().joins(room).news()).containsExactly("closed: TAKEN");
  }

  @Test
  void knowsNoRoomThatWasNotOpened() {
    assertThat(house.guest().joins(room.equals("1234") ? "1235" : "1234").news())
        .containsExactly("closed: GONE");
  }

  @Test
  void endsARoomWhoseCodeIsBurned() {
    Guest joiner = joined();
    joiner.news();
    inviter.says("{'t':'dead'}");

    assertThat(joiner.news()).containsExactly("closed: DEAD");
    assertThat(inviter.news()).last().isEqualTo("closed: DEAD");
    assertThat(house.guest().joins(room).news()).containsExactly("closed: GONE");
    assertThat(house.store.openRooms()).isZero();
  }

  @Test
  void tellsWhatWasSaidBeforeTheEnd() {
    Guest joiner = joined();
    joiner.news();
    inviter.to("'x'").says("{'t':'dead'}");

    assertThat(joiner.news()).containsExactly("{'t':'from','m':'x'}", "closed: DEAD");
  }

  @Test
  void dropsTheJoinerForTheNextRun() {
    Guest first = joined();
    first.to("1");
    inviter.news();
    first.news();
    inviter.says("{'t':'next','m':'p0 again'}");

    assertThat(first.news()).containsExactly("closed: RUN_ENDED");
    assertThat(inviter.news()).isEmpty();
    Guest second = house.guest().joins(room);
    assertThat(second.news()).endsWith("{'t':'peer'}", "{'t':'from','m':'p0 again'}");
    assertThat(inviter.news()).containsExactly("{'t':'peer'}");
    second.to("2");
    assertThat(inviter.news()).containsExactly("{'t':'from','m':2}");
  }

  @Test
  void hasNobodyRejoinARunThatHasBegun() {
    Guest first = joined();
    first.leaves();
    assertThat(inviter.news()).endsWith("{'t':'peer'}", "{'t':'left'}");
    Guest second = house.guest().joins(room);

    assertThat(second.news()).hasSize(1).first().asString().startsWith("{'t':'joined'");
    assertThat(inviter.news()).isEmpty();
    inviter.says("{'t':'next','m':'p0 again'}");
    assertThat(second.news()).containsExactly("{'t':'peer'}", "{'t':'from','m':'p0 again'}");
    assertThat(inviter.news()).containsExactly("{'t':'peer'}");
  }

  @Test
  void letsNobodySpeakBeforeItsRun() {
    joined().leaves();
    Guest early = house.guest().joins(room);
    early.news();

    assertThat(early.to("1").news()).containsExactly("closed: MALFORMED");
  }

  @Test
  void bringsBackAJoinerWithWhatItMissed() {
    Guest joiner = joined();
    joiner.to("1");
    String seat = joiner.seat();
    joiner.breaks();
    inviter.to("2").to("3");
    assertThat(inviter.news()).endsWith("{'t':'from','m':1}", "{'t':'left'}");
    house.pass(Duration.ofSeconds(9));
    Guest again = house.guest().resumes(room, seat, 1);

    assertThat(again.news())
        .containsExactly(
            "{'t':'resumed','seen':1}", "{'t':'peer'}", "{'t':'from','m':2}", "{'t':'from','m':3}");
    assertThat(inviter.news()).containsExactly("{'t':'back'}");
    again.to("4");
    assertThat(inviter.news()).containsExactly("{'t':'from','m':4}");
  }

  @Test
  void bringsBackAnInviterWithoutCountingItsFirstMessage() {
    String seat = inviter.seat();
    Guest joiner = joined();
    inviter.to("1");
    inviter.breaks();
    joiner.to("2");
    joiner.news();
    Guest again = house.guest().resumes(room, seat, 0);

    assertThat(again.news())
        .containsExactly("{'t':'resumed','seen':1}", "{'t':'peer'}", "{'t':'from','m':2}");
    assertThat(joiner.news()).containsExactly("{'t':'back'}");
  }

  @Test
  void tellsAReturningInviterWhoCameAndWent() {
    String seat = inviter.seat();
    inviter.breaks();
    house.guest().joins(room).leaves();
    Guest again = house.guest().resumes(room, seat, 0);

    assertThat(again.news())
        .containsExactly("{'t':'resumed','seen':0}", "{'t':'peer'}", "{'t':'left'}");
  }

  @Test
  void takesASeatOverFromASocketThatDoesNotKnowItIsDead() {
    String seat = inviter.seat();
    inviter.news();
    Guest again = house.guest().resumes(room, seat, 0);

    assertThat(inviter.news()).containsExactly("closed: TAKEN");
    inviter.breaks();
    assertThat(again.news()).containsExactly("{'t':'resumed','seen':0}");
    assertThat(house.guest().joins(room).news()).hasSize(3);
  }

  @Test
  void bringsNobodyBackWithAWrongSeatOrTooLate() {
    Guest joiner = joined();
    String seat = joiner.seat();
    joiner.breaks();

    assertThat(house.guest().resumes(room, "AAECAwQFBgcICQoLDA0ODw", 1).news())
        .containsExactly("closed: GONE");
    assertThat(house.guest().resumes(room, seat, 2).news()).containsExactly("closed: GONE");
    house.pass(Duration.ofSeconds(11));
    assertThat(house.guest().resumes(room, seat, 1).news()).containsExactly("closed: GONE");
  }

  @Test
  void saysThatTheRunIsOverToWhoComesBackTooLate() {
    Guest joiner = joined();
    String seat = joiner.seat();
    joiner.breaks();
    inviter.says("{'t':'next','m':1}");

    assertThat(house.guest().resumes(room, seat, 1).news()).containsExactly("closed: RUN_ENDED");
  }

  @Test
  void endsTheRoomOfAnInviterThatDoesNotComeBack() {
    Guest joiner = joined();
    joiner.news();
    String seat = inviter.seat();
    inviter.breaks();
    assertThat(joiner.news()).containsExactly("{'t':'left'}");
    house.pass(Duration.ofSeconds(9));
    assertThat(joiner.news()).isEmpty();
    house.pass(Duration.ofSeconds(2));

    assertThat(joiner.news()).containsExactly("closed: OTHER_LEFT");
    assertThat(house.guest().resumes(room, seat, 0).news()).containsExactly("closed: OTHER_LEFT");
    assertThat(house.store.openRooms()).isZero();
  }

  @Test
  void endsTheRoomOfAnInviterThatSaysGoodbye() {
    Guest joiner = joined();
    joiner.news();
    inviter.leaves();

    assertThat(joiner.news()).containsExactly("closed: OTHER_LEFT");
  }

  @Test
  void waitsLongerForAnInviterThatIsAlone() {
    String seat = inviter.seat();
    inviter.breaks();
    house.pass(Duration.ofSeconds(110));

    assertThat(house.guest().resumes(room, seat, 0).news())
        .containsExactly("{'t':'resumed','seen':0}");
  }

  @Test
  void waitsForBothInAPairedRoomAndThenEndsIt() {
    Guest joiner = joined();
    inviter.says("{'t':'paired'}");
    inviter.news();
    String seat = joiner.seat();
    joiner.breaks();
    house.pass(Duration.ofMinutes(9));
    Guest again = house.guest().resumes(room, seat, 1);
    assertThat(inviter.news()).containsExactly("{'t':'left'}", "{'t':'back'}");
    again.breaks();
    house.pass(Duration.ofMinutes(11));

    assertThat(inviter.news()).containsExactly("{'t':'left'}", "closed: OTHER_LEFT", "dropped");
  }

  @Test
  void endsAPairedRoomWhenEitherSaysGoodbye() {
    Guest joiner = joined();
    inviter.says("{'t':'paired'}");
    inviter.news();
    joiner.leaves();

    assertThat(inviter.news()).containsExactly("closed: OTHER_LEFT");
  }

  @Test
  void beginsNoFurtherRunOnceItIsPaired() {
    joined();
    inviter.says("{'t':'paired'}");
    inviter.news();

    assertThat(inviter.says("{'t':'next','m':1}").news()).containsExactly("closed: GONE");
  }

  @Test
  void closesAnUnpairedRoomAfterAnHourAndAPairedOneAfterADay() {
    Guest other = house.guest().opens();
    Guest joiner = house.guest().joins(other.room());
    other.says("{'t':'paired'}");
    inviter.news();
    joiner.news();
    house.pass(Duration.ofMinutes(59));
    assertThat(inviter.news()).isEmpty();
    house.pass(Duration.ofMinutes(2));

    assertThat(inviter.news()).containsExactly("closed: EXPIRED", "dropped");
    assertThat(joiner.news()).isEmpty();
    house.pass(Duration.ofHours(23));
    assertThat(joiner.news()).containsExactly("closed: EXPIRED", "dropped");
    assertThat(house.store.openRooms()).isZero();
  }

  @Test
  void relaysSixtyFourMessagesARun() {
    Guest joiner = joined();
    for (int i = 0; i < 63; i++) {
      joiner.to("1");
    }
    assertThat(joiner.news()).doesNotContain("closed: USED_UP");
    inviter.news();
    joiner.to("2");

    assertThat(joiner.news()).containsExactly("closed: USED_UP");
    assertThat(inviter.news()).containsExactly("closed: USED_UP");
  }

  @Test
  void relaysHalfAMegabyteARun() {
    Guest joiner = joined();
    String large = "'" + "ä".repeat(12_000) + "'";
    for (int i = 0; i < 21; i++) {
      joiner.to(large);
    }
    assertThat(joiner.news()).doesNotContain("closed: USED_UP");
    joiner.to(large);

    assertThat(joiner.news()).containsExactly("closed: USED_UP");
  }

  @Test
  void countsARunAnew() {
    for (int run = 0; run < 20; run++) {
      Guest joiner = house.guest("198.51.100." + run).joins(room);
      for (int i = 0; i < 50; i++) {
        joiner.to("1");
      }
      inviter.says("{'t':'next','m':'p0'}");
    }
    assertThat(inviter.news()).doesNotContain("closed: USED_UP");
  }

  @Test
  void relaysMuchMoreOnceItIsPaired() {
    Guest joiner = joined();
    inviter.says("{'t':'paired'}");
    for (int i = 0; i < 19_999; i++) {
      joiner.to("1");
      inviter.news();
    }
    assertThat(joiner.news()).doesNotContain("closed: USED_UP");
    joiner.to("2");
    assertThat(joiner.news()).containsExactly("closed: USED_UP");
  }

  @Test
  void limitsTheLengthOfAMessage() {
    String most = "'" + "x".repeat(24 * 1024 - 2) + "'";
    Guest joiner = joined();
    joiner.news();

    assertThat(joiner.to(most).news()).isEmpty();
    assertThat(joiner.to(most + " ").news()).isEmpty(); // space behind is no part of it
    assertThat(joiner.to("'x" + most.substring(1)).news()).containsExactly("closed: MALFORMED");
    assertThat(house.guest().says("{'t':'open','m':'x" + most.substring(1) + "}").news())
        .containsExactly("closed: MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'t':'to','m':1}",
        "{'t':'next','m':1}",
        "{'t':'dead'}",
        "{'t':'paired'}",
        "hello",
        "{'t':'join','room':'0'}"
      })
  void takesNothingElseFirst(String text) {
    assertThat(house.guest().says(text).news()).containsExactly("closed: MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'t':'next','m':1}",
        "{'t':'dead'}",
        "{'t':'paired'}",
        "{'t':'open','m':1}",
        "{'t':'join','room':'4711'}",
        "{'t':'resume','room':'4711','seat':'AAECAwQFBgcICQoLDA0ODw','seen':0}"
      })
  void takesFromAJoinerOnlyMessages(String text) {
    Guest joiner = joined();
    joiner.news();
    inviter.news();

    assertThat(joiner.says(text).news()).containsExactly("closed: MALFORMED");
    joiner.breaks();
    assertThat(inviter.news()).containsExactly("{'t':'left'}");
  }

  @Test
  void takesNoBinary() {
    Guest guest = house.guest();
    guest.sendsBinary();

    assertThat(guest.news()).containsExactly("closed: BINARY");
  }

  @Test
  void hearsNothingAfterItHasClosed() {
    Guest guest = house.guest().says("x").opens();

    assertThat(guest.news()).containsExactly("closed: MALFORMED");
    assertThat(house.store.openRooms()).isEqualTo(1);
  }

  @Test
  void waitsTenSecondsForTheFirstMessage() {
    Guest guest = house.guest();
    house.pass(Duration.ofSeconds(9));
    assertThat(guest.news()).isEmpty();
    house.pass(Duration.ofSeconds(1));

    assertThat(guest.news()).containsExactly("closed: NOTHING_SAID");
    house.pass(Duration.ofSeconds(7));
    assertThat(guest.news()).containsExactly("dropped");
    assertThat(house.reception.connections()).isEqualTo(1);
  }

  @Test
  void pingsAndDropsWhoIsSilent() {
    House usual = new House(RendezvousLimits.standard());
    Guest lively = usual.guest().opens();
    Guest mute = usual.guest().opens();
    lively.news();
    mute.news();
    house.pass(Duration.ofSeconds(24));
    assertThat(mute.news()).isEmpty();
    for (int i = 0; i < 70; i++) {
      usual.pass(Duration.ofSeconds(1));
      lively.pongs();
    }

    assertThat(lively.news()).containsExactly("ping", "ping");
    assertThat(mute.news()).containsExactly("ping", "ping", "dropped");
  }

  @Test
  void endsAllVisitsWhenTheServerStops() {
    Guest joiner = joined();
    house.reception.stop();

    assertThat(inviter.news()).last().isEqualTo("closed: SERVER_STOPS");
    assertThat(joiner.news()).last().isEqualTo("closed: SERVER_STOPS");
    assertThat(house.guest().news()).containsExactly("closed: SERVER_STOPS");
  }

  @Test
  void introducesTwoWhoMeetAgainWhoeverComesFirst() {
    Guest first = house.guest().meets(MEETING, "joiner");
    assertThat(first.news()).hasSize(1).first().asString().startsWith("{'t':'joined','seat':");
    Guest second = house.guest().meets(MEETING, "inviter");

    assertThat(first.news()).containsExactly("{'t':'peer'}", "{'t':'from','m':'p0'}");
    assertThat(second.news())
        .hasSize(2)
        .satisfies(it -> assertThat(it.get(0)).startsWith("{'t':'opened','room':'" + MEETING))
        .endsWith("{'t':'peer'}");
    first.to("1");
    assertThat(second.news()).containsExactly("{'t':'from','m':1}");
  }

  @Test
  void beginsAnewWhenTheInviterOfAMeetingComesAgain() {
    Guest joiner = house.guest().meets(MEETING, "joiner");
    Guest former = house.guest().meets(MEETING, "inviter");
    joiner.to("1").news();
    former.news();
    Guest again = house.guest().meets(MEETING, "inviter");

    assertThat(former.news()).containsExactly("closed: TAKEN");
    assertThat(joiner.news()).containsExactly("closed: RUN_ENDED");
    Guest back = house.guest().meets(MEETING, "joiner");
    assertThat(back.news()).endsWith("{'t':'peer'}", "{'t':'from','m':'p0'}");
    assertThat(again.news()).endsWith("{'t':'peer'}");
  }

  @Test
  void hasAJoinerThatMeetsAgainWaitForTheNextRun() {
    Guest inviting = house.guest().meets(MEETING, "inviter");
    Guest former = house.guest().meets(MEETING, "joiner");
    inviting.news();
    former.news();
    Guest again = house.guest().meets(MEETING, "joiner");

    assertThat(former.news()).containsExactly("closed: TAKEN");
    assertThat(inviting.news()).containsExactly("{'t':'left'}");
    inviting.says("{'t':'next','m':2}");
    assertThat(again.news()).endsWith("{'t':'peer'}", "{'t':'from','m':2}");
    assertThat(inviting.news()).containsExactly("{'t':'peer'}");
  }

  @Test
  void keepsAMeetingForTenMinutesAfterTheLastHasLeft() {
    Guest inviting = house.guest().meets(MEETING, "inviter");
    inviting.leaves();
    house.pass(Duration.ofMinutes(9));
    assertThat(house.store.openRooms()).isEqualTo(2);
    house.pass(Duration.ofMinutes(2));

    assertThat(house.store.openRooms()).isEqualTo(1);
  }

  @Test
  void burnsNoMeeting() {
    Guest inviting = house.guest().meets(MEETING, "inviter");
    inviting.news();

    assertThat(inviting.says("{'t':'dead'}").news()).containsExactly("closed: MALFORMED");
  }

  @Test
  void opensOnlySoManyRooms() {
    House small = new House(RendezvousLimits.standard().withRooms(rooms(2)));
    Guest first = small.guest().opens();
    small.guest().meets(MEETING, "joiner");

    assertThat(small.guest().opens().news()).containsExactly("closed: BUSY");
    assertThat(small.guest().meets("f".repeat(32), "joiner").news())
        .containsExactly("closed: BUSY");
    first.leaves();
    assertThat(small.guest().opens().room()).isNotEmpty();
  }

  @Test
  void forgetsSocketsThatHaveEnded() {
    for (int i = 0; i < 100; i++) {
      Guest guest = house.guest("2001:db8::" + i).opens();
      guest.leaves();
      guest.breaks();
    }
    assertThat(house.reception.connections()).isEqualTo(1);
    assertThat(house.store.openRooms()).isEqualTo(1);
  }

  static RoomRules rooms(int most) {
    RoomRules standard = RoomRules.standard();
    return new RoomRules(
        most,
        standard.life(),
        standard.pairedLife(),
        standard.meetingIdle(),
        standard.resumeAlone(),
        standard.resumeInRun(),
        standard.resumePaired(),
        standard.presence(),
        standard.runMessages(),
        standard.runBytes(),
        standard.unpairedMessages(),
        standard.unpairedBytes(),
        standard.pairedMessages(),
        standard.pairedBytes(),
        standard.logMessages(),
        standard.logBytes(),
        standard.notReused());
  }
}
