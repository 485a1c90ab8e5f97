package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import dev.sotto.web.redis.RedisAddress;
import dev.sotto.web.redis.RedisRooms;
import dev.sotto.web.rooms.Ending;
import dev.sotto.web.rooms.Entry;
import dev.sotto.web.rooms.MemoryRoomStore;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomRules;
import dev.sotto.web.rooms.RoomStore;
import dev.sotto.web.rooms.RoomView;
import dev.sotto.web.rooms.RoomView.Ended;
import dev.sotto.web.rooms.RoomView.Standing;
import dev.sotto.web.rooms.Seat;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One list of rules for the rooms in memory and the rooms in Redis. */
@InNamespace
@NeedsRedis
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomStoreContractTest {
  private static final RoomName MEETING = new RoomName("00112233445566778899aabbccddeeff");
  private static final RoomName NOWHERE = new RoomName("123456789");
  private static final String P0 = "\"p0\"";
  private static final String ANNA = "a".repeat(64);
  private static final String BEN = "b".repeat(64);
  private static final String CARL = "c".repeat(64);

  private RedisProcess redis;
  private Optional<RoomStore> opened = Optional.empty();

  /** Where rooms are kept. */
  enum Kept {
    IN_MEMORY,
    IN_REDIS
  }

  @BeforeAll
  void startRedis(@TempDir Path scratch) throws Exception {
    redis = RedisProcess.start(scratch);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  @AfterEach
  void close() throws Exception {
    opened.ifPresent(RoomStore::close);
    redis.ask("FLUSHALL");
  }

  private RoomStore rooms(Kept where) throws IOException {
    return rooms(where, RoomRules.standard());
  }

  private RoomStore rooms(Kept where, RoomRules rules) throws IOException {
    RoomStore store =
        where == Kept.IN_REDIS
            ? RedisRooms.connect(RedisAddress.parse(redis.url()), rules, new SecureRandom())
            : new MemoryRoomStore(
                rules, () -> new Monotonic(System.nanoTime()), new SecureRandom());
    opened = Optional.of(store);
    return store;
  }

  /** The standard, but for how long a seat is held and what may be said. */
  private static RoomRules rules(Duration hold, int runMessages, long runBytes, int logMessages) {
    RoomRules it = RoomRules.standard();
    return new RoomRules(
        it.rooms(),
        it.life(),
        it.pairedLife(),
        it.meetingIdle(),
        hold,
        hold,
        hold,
        it.presence(),
        runMessages,
        runBytes,
        it.unpairedMessages(),
        it.unpairedBytes(),
        runMessages + 2,
        it.pairedBytes(),
        logMessages,
        it.logBytes(),
        it.notReused());
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Seat seat(CompletionStage<Entry> entry) {
    return entered(entry).seat();
  }

  private static Entry.Entered entered(CompletionStage<Entry> entry) {
    Entry result = done(entry);
    assertThat(result).isInstanceOf(Entry.Entered.class);
    return (Entry.Entered) result;
  }

  private static Ending refusal(CompletionStage<Entry> entry) {
    Entry result = done(entry);
    assertThat(result).isInstanceOf(Entry.Refused.class);
    return ((Entry.Refused) result).why();
  }

  private static Standing standing(RoomStore rooms, Seat seat, int seen) {
    RoomView view = done(rooms.read(seat, seen));
    assertThat(view).isInstanceOf(Standing.class);
    return (Standing) view;
  }

  private static Ending end(RoomStore rooms, Seat seat) {
    RoomView view = done(rooms.read(seat, 0));
    assertThat(view).isInstanceOf(Ended.class);
    return ((Ended) view).why();
  }

  /** Everything after what was seen, of a store that may answer in parts. */
  private static List<String> unread(RoomStore rooms, Seat seat, int seen) {
    List<String> messages = new ArrayList<>();
    List<String> part = standing(rooms, seat, seen).messages();
    while (!part.isEmpty()) {
      messages.addAll(part);
      part = standing(rooms, seat, seen + messages.size()).messages();
    }
    return messages;
  }

  private static void say(RoomStore rooms, Seat seat, String message) {
    assertThat(done(rooms.append(seat, message))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRoomHasANumberAndOneJoiner(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));

    assertThat(inviter.role()).isEqualTo(Role.INVITER);
    assertThat(inviter.run()).isEqualTo(1);
    assertThat(inviter.room().text()).matches("[1-9]\\d{3,8}");
    assertThat(standing(rooms, inviter, 0).begun()).isFalse();
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    assertThat(joiner.role()).isEqualTo(Role.JOINER);
    assertThat(joiner.run()).isEqualTo(1);
    assertThat(refusal(rooms.join(inviter.room(), CARL))).isEqualTo(Ending.TAKEN);
    assertThat(refusal(rooms.join(NOWHERE, CARL))).isEqualTo(Ending.GONE);
    assertThat(refusal(rooms.join(MEETING, CARL))).isEqualTo(Ending.GONE);
    assertThat(refusal(rooms.meet(NOWHERE, Role.JOINER, CARL, Optional.empty())))
        .isEqualTo(Ending.GONE);
    assertThat(refusal(rooms.meet(MEETING, Role.JOINER, CARL, Optional.of(P0))))
        .isEqualTo(Ending.GONE);
    assertThat(refusal(rooms.meet(MEETING, Role.INVITER, CARL, Optional.empty())))
        .isEqualTo(Ending.GONE);
  }

  @ParameterizedTest
  @EnumSource
  void eachHearsTheOtherInOrderAndFromWhereItWas(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    for (int i = 0; i < 50; i++) {
      say(rooms, joiner, "\"j" + i + "\"");
    }
    say(rooms, inviter, "\"ä\"");

    assertThat(unread(rooms, joiner, 0)).containsExactly(P0, "\"ä\"");
    assertThat(unread(rooms, joiner, 1)).containsExactly("\"ä\"");
    assertThat(unread(rooms, joiner, 2)).isEmpty();
    assertThat(done(rooms.read(joiner, 3))).isEqualTo(new Ended(Ending.GONE, List.of()));
    assertThat(unread(rooms, inviter, 0)).hasSize(50).startsWith("\"j0\"").endsWith("\"j49\"");
    assertThat(standing(rooms, inviter, 50))
        .matches(Standing::begun)
        .matches(Standing::otherPresent)
        .matches(room -> !room.paired());
  }

  @ParameterizedTest
  @EnumSource
  void aNextRunBeginsEmptyAndWithoutTheJoiner(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat first = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(first.room(), BEN));
    say(rooms, joiner, "1");
    assertThat(refusal(rooms.next(joiner, P0))).isEqualTo(Ending.GONE);
    Seat second = seat(rooms.next(first, "\"again\""));

    assertThat(second.run()).isEqualTo(2);
    assertThat(end(rooms, joiner)).isEqualTo(Ending.RUN_ENDED);
    assertThat(done(rooms.append(joiner, "2"))).contains(Ending.RUN_ENDED);
    assertThat(refusal(rooms.resume(first.room(), BEN, 1))).isEqualTo(Ending.RUN_ENDED);
    assertThat(end(rooms, first)).isEqualTo(Ending.TAKEN);
    assertThat(refusal(rooms.next(first, P0))).isEqualTo(Ending.TAKEN);
    assertThat(done(rooms.dead(first))).contains(Ending.TAKEN);
    assertThat(standing(rooms, second, 0).begun()).isFalse();
    assertThat(unread(rooms, second, 0)).isEmpty();
    Seat other = seat(rooms.join(first.room(), CARL));
    assertThat(other.run()).isEqualTo(2);
    assertThat(unread(rooms, other, 0)).containsExactly("\"again\"");
  }

  @ParameterizedTest
  @EnumSource
  void whoComesAfterAJoinerThatLeftWaitsForTheNextRun(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    say(rooms, joiner, "1");
    done(rooms.leave(joiner, true));
    Seat waiting = seat(rooms.join(inviter.room(), CARL));

    assertThat(waiting.run()).isEqualTo(2);
    assertThat(standing(rooms, waiting, 0))
        .matches(room -> !room.begun())
        .matches(room -> !room.otherPresent())
        .matches(room -> room.messages().isEmpty());
    assertThat(done(rooms.append(waiting, "2"))).contains(Ending.GONE);
    assertThat(standing(rooms, inviter, 1))
        .matches(Standing::begun)
        .matches(room -> !room.otherPresent());

    done(rooms.leave(waiting, false));
    Entry.Entered resumed = entered(rooms.resume(inviter.room(), CARL, 0));
    assertThat(resumed.taken()).as("what the one before said is not ours").isZero();
    Seat next = seat(rooms.next(inviter, P0));
    assertThat(standing(rooms, next, 0).begun()).isTrue();
    assertThat(unread(rooms, resumed.seat(), 0)).containsExactly(P0);
    say(rooms, resumed.seat(), "3");
    assertThat(unread(rooms, next, 0)).containsExactly("3");
  }

  @ParameterizedTest
  @EnumSource
  void aBurnedCodeIsOverForAll(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    assertThat(done(rooms.dead(joiner))).contains(Ending.GONE);
    say(rooms, inviter, "1");
    assertThat(done(rooms.dead(inviter))).isEmpty();

    assertThat(done(rooms.read(joiner, 1))).isEqualTo(new Ended(Ending.DEAD, List.of("1")));
    assertThat(end(rooms, inviter)).isEqualTo(Ending.DEAD);
    assertThat(done(rooms.append(joiner, "2"))).contains(Ending.DEAD);
    assertThat(refusal(rooms.next(inviter, P0))).isEqualTo(Ending.DEAD);
    assertThat(refusal(rooms.join(inviter.room(), CARL))).isEqualTo(Ending.GONE);
    assertThat(refusal(rooms.resume(inviter.room(), BEN, 0))).isEqualTo(Ending.DEAD);
    assertThat(refusal(rooms.resume(inviter.room(), CARL, 0))).isEqualTo(Ending.GONE);
    done(rooms.leave(inviter, true));
    assertThat(end(rooms, joiner)).isEqualTo(Ending.DEAD);
  }

  @ParameterizedTest
  @EnumSource
  void aPairedRoomIsForTheTwoUntilOneLeaves(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    assertThat(done(rooms.paired(joiner))).contains(Ending.GONE);
    assertThat(done(rooms.paired(inviter))).isEmpty();

    assertThat(standing(rooms, joiner, 0).paired()).isTrue();
    assertThat(refusal(rooms.join(inviter.room(), CARL))).isEqualTo(Ending.TAKEN);
    assertThat(refusal(rooms.next(inviter, P0))).isEqualTo(Ending.GONE);
    say(rooms, joiner, "\"farewell\"");
    done(rooms.leave(joiner, true));
    assertThat(done(rooms.read(inviter, 0)))
        .isEqualTo(new Ended(Ending.OTHER_LEFT, List.of("\"farewell\"")));
    assertThat(refusal(rooms.resume(inviter.room(), BEN, 0))).isEqualTo(Ending.OTHER_LEFT);
  }

  @ParameterizedTest
  @EnumSource
  void anInviterWhoLeavesEndsARoomWithANumberAndAJoinerDoesNot(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    done(rooms.leave(seat(rooms.join(inviter.room(), BEN)), true));
    assertThat(standing(rooms, inviter, 0).begun()).isTrue();
    Seat next = seat(rooms.next(inviter, P0));
    Seat joiner = seat(rooms.join(inviter.room(), CARL));
    done(rooms.leave(inviter, true)); // A stale seat says nothing.
    assertThat(standing(rooms, joiner, 0).otherPresent()).isTrue();
    done(rooms.leave(next, true));

    assertThat(end(rooms, joiner)).isEqualTo(Ending.OTHER_LEFT);
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenSeatIsTakenBackWithWhatWasMissed(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    say(rooms, joiner, "1");
    done(rooms.leave(joiner, false));
    assertThat(standing(rooms, inviter, 1).otherPresent()).isFalse();
    assertThat(refusal(rooms.join(inviter.room(), CARL))).isEqualTo(Ending.TAKEN);
    say(rooms, inviter, "2");

    assertThat(refusal(rooms.resume(inviter.room(), CARL, 0))).isEqualTo(Ending.GONE);
    assertThat(refusal(rooms.resume(inviter.room(), BEN, 3))).isEqualTo(Ending.GONE);
    Entry.Entered again = entered(rooms.resume(inviter.room(), BEN, 1));
    assertThat(again.taken()).isEqualTo(1);
    assertThat(again.seat().role()).isEqualTo(Role.JOINER);
    assertThat(again.seat().attachment()).isGreaterThan(joiner.attachment());
    assertThat(unread(rooms, again.seat(), 1)).containsExactly("2");
    assertThat(standing(rooms, inviter, 1).otherPresent()).isTrue();
    assertThat(end(rooms, joiner)).isEqualTo(Ending.TAKEN);
    done(rooms.leave(joiner, true));
    assertThat(standing(rooms, inviter, 1).otherPresent()).isTrue();
    Entry.Entered opener = entered(rooms.resume(inviter.room(), ANNA, 1));
    assertThat(opener.taken()).as("P0 not counted").isEqualTo(1);
    assertThat(end(rooms, inviter)).isEqualTo(Ending.TAKEN);
  }

  @ParameterizedTest
  @EnumSource
  void aSeatThatIsNotTakenBackInTimeIsFreeAndAnInvitersTheEnd(Kept where) throws Exception {
    RoomStore rooms = rooms(where, rules(Duration.ofMillis(100), 64, 1_000_000, 64));
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    done(rooms.leave(joiner, false));
    assertThat(standing(rooms, inviter, 0).goodFor())
        .isBetween(Duration.ZERO, Duration.ofMillis(100));
    Entry waiting = done(rooms.join(inviter.room(), CARL));
    while (waiting instanceof Entry.Refused) {
      waiting = done(rooms.join(inviter.room(), CARL));
    }
    assertThat(refusal(rooms.resume(inviter.room(), BEN, 0))).isEqualTo(Ending.GONE);

    Seat last = ((Entry.Entered) waiting).seat();
    done(rooms.leave(inviter, false));
    RoomView view = done(rooms.read(last, 0));
    while (view instanceof Standing) {
      view = done(rooms.read(last, 0));
    }
    assertThat(((Ended) view).why()).isEqualTo(Ending.OTHER_LEFT);
  }

  @ParameterizedTest
  @EnumSource
  void whoSaysTooMuchEndsTheRoomAndAPairedOneTakesMore(Kept where) throws Exception {
    RoomStore rooms = rooms(where, rules(Duration.ofMinutes(1), 3, 1_000_000, 64));
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    say(rooms, joiner, "1");
    say(rooms, joiner, "2");
    assertThat(done(rooms.append(joiner, "3"))).contains(Ending.USED_UP);
    assertThat(done(rooms.read(inviter, 0)))
        .isEqualTo(new Ended(Ending.USED_UP, List.of("1", "2")));
    assertThat(end(rooms, joiner)).isEqualTo(Ending.USED_UP);

    Seat other = seat(rooms.open(ANNA, P0));
    Seat guest = seat(rooms.join(other.room(), BEN));
    done(rooms.paired(other));
    for (int i = 0; i < 4; i++) {
      say(rooms, guest, "1");
    }
    assertThat(done(rooms.append(other, "2"))).contains(Ending.USED_UP);
  }

  @ParameterizedTest
  @EnumSource
  void bytesAreCountedAsUtf8AndAfreshInEachRun(Kept where) throws Exception {
    RoomStore rooms = rooms(where, rules(Duration.ofMinutes(1), 64, 10, 64));
    Seat inviter = seat(rooms.open(ANNA, P0)); // 4 bytes
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    say(rooms, joiner, "\"äö\""); // 6
    Seat next = seat(rooms.next(inviter, P0));
    Seat other = seat(rooms.join(inviter.room(), CARL));
    say(rooms, next, "\"äö\"");
    assertThat(done(rooms.append(other, "1"))).contains(Ending.USED_UP);
    assertThat(refusal(rooms.open(ANNA, "\"0123456789\""))).isEqualTo(Ending.USED_UP);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheNewestMessagesAreKept(Kept where) throws Exception {
    RoomStore rooms = rooms(where, rules(Duration.ofMinutes(1), 64, 1_000_000, 2));
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    say(rooms, inviter, "1");
    say(rooms, inviter, "2");

    assertThat(end(rooms, joiner)).isEqualTo(Ending.GONE);
    assertThat(unread(rooms, joiner, 1)).containsExactly("1", "2");
    assertThat(refusal(rooms.resume(inviter.room(), BEN, 0))).isEqualTo(Ending.GONE);
    assertThat(entered(rooms.resume(inviter.room(), BEN, 2)).taken()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void twoMeetInEitherOrderAndTheLastToSitDownHasTheSeat(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat joiner = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    assertThat(standing(rooms, joiner, 0).begun()).isFalse();
    assertThat(done(rooms.append(joiner, "1"))).isEmpty();
    Seat inviter = seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));
    assertThat(inviter.run()).isEqualTo(1);
    assertThat(unread(rooms, joiner, 0)).containsExactly(P0);
    assertThat(standing(rooms, inviter, 0).begun()).isTrue();

    Seat again = seat(rooms.meet(MEETING, Role.INVITER, CARL, Optional.of(P0)));
    assertThat(again.run()).isEqualTo(2);
    assertThat(end(rooms, inviter)).isEqualTo(Ending.TAKEN);
    assertThat(end(rooms, joiner)).isEqualTo(Ending.RUN_ENDED);
    Seat second = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    assertThat(second.run()).isEqualTo(2);
    Seat third = seat(rooms.meet(MEETING, Role.JOINER, ANNA, Optional.empty()));
    assertThat(third.run()).as("of a run that had begun").isEqualTo(3);
    assertThat(end(rooms, second)).isEqualTo(Ending.TAKEN);
    assertThat(refusal(rooms.join(MEETING, ANNA))).isEqualTo(Ending.GONE);
  }

  @ParameterizedTest
  @EnumSource
  void aMeetingWithoutItsInviterWaitsForAnother(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));
    Seat joiner = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    done(rooms.leave(inviter, true));
    assertThat(standing(rooms, joiner, 0).otherPresent()).isFalse();
    Seat again = seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));

    assertThat(again.run()).isEqualTo(2);
    assertThat(end(rooms, joiner)).isEqualTo(Ending.RUN_ENDED);
  }

  @ParameterizedTest
  @EnumSource
  void aSeatOfAFormerRoomOfTheSameNameHasNoPowerOverTheNewOne(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat former = seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));
    Seat other = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    done(rooms.paired(former));
    done(rooms.leave(other, true));
    assertThat(end(rooms, former)).isEqualTo(Ending.OTHER_LEFT);

    Seat inviter = seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));
    Seat joiner = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    done(rooms.leave(former, true));
    done(rooms.leave(other, true));
    assertThat(done(rooms.append(former, "1"))).isPresent();
    assertThat(standing(rooms, joiner, 0))
        .matches(Standing::otherPresent)
        .matches(room -> !room.paired());
    assertThat(standing(rooms, inviter, 0).otherPresent()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void twoWhoMeetAgainInAPairedRoomBeginAnew(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));
    Seat joiner = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    done(rooms.paired(inviter));
    Seat again = seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));

    assertThat(end(rooms, joiner)).isEqualTo(Ending.TAKEN);
    assertThat(again.run()).isEqualTo(2);
    assertThat(standing(rooms, inviter, 0).paired()).isFalse();
    assertThat(seat(rooms.next(inviter, P0)).run()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void thereAreOnlySoManyRooms(Kept where) throws Exception {
    RoomStore rooms = rooms(where, RoomRules.standard().withRooms(1));
    Seat inviter = seat(rooms.open(ANNA, P0));
    assertThat(refusal(rooms.open(BEN, P0))).isEqualTo(Ending.BUSY);
    assertThat(refusal(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty())))
        .isEqualTo(Ending.BUSY);
    done(rooms.dead(inviter));

    seat(rooms.meet(MEETING, Role.JOINER, BEN, Optional.empty()));
    seat(rooms.meet(MEETING, Role.INVITER, ANNA, Optional.of(P0)));
    assertThat(refusal(rooms.open(BEN, P0))).isEqualTo(Ending.BUSY);
  }

  @ParameterizedTest
  @EnumSource
  void whoWatchesIsWokenByWhatTheOtherDoes(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat inviter = seat(rooms.open(ANNA, P0));
    Seat joiner = seat(rooms.join(inviter.room(), BEN));
    Semaphore woken = new Semaphore(0);
    RoomStore.Watch watch = done(rooms.watch(inviter.room(), woken::release));
    woken.drainPermits();
    say(rooms, joiner, "1");
    woken.acquire();
    done(rooms.paired(inviter));
    woken.acquire();
    done(rooms.leave(joiner, true));
    woken.acquire();
    watch.close();
    assertThat(end(rooms, inviter)).isEqualTo(Ending.OTHER_LEFT);
  }

  @ParameterizedTest
  @EnumSource
  void aSeatOfNoRoomIsGone(Kept where) throws Exception {
    RoomStore rooms = rooms(where);
    Seat nowhere = new Seat(NOWHERE, Role.INVITER, 1, 1);

    assertThat(done(rooms.append(nowhere, "1"))).get().isIn(Ending.GONE, Ending.LOST);
    assertThat(done(rooms.paired(nowhere))).get().isIn(Ending.GONE, Ending.LOST);
    assertThat(done(rooms.dead(nowhere))).get().isIn(Ending.GONE, Ending.LOST);
    assertThat(refusal(rooms.next(nowhere, P0))).isIn(Ending.GONE, Ending.LOST);
    assertThat(end(rooms, nowhere)).isIn(Ending.GONE, Ending.LOST);
    assertThat(refusal(rooms.resume(NOWHERE, ANNA, 0))).isEqualTo(Ending.GONE);
    done(rooms.leave(nowhere, true));
    done(rooms.renew(nowhere));
  }
}
