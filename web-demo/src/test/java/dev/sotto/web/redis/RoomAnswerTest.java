package dev.sotto.web.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.web.rooms.Ending;
import dev.sotto.web.rooms.Entry;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomView;
import dev.sotto.web.rooms.Seat;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a Redis says that lies. */
class RoomAnswerTest {
  private static final RoomName ROOM = new RoomName("4711");

  private static RoomAnswer answer(Object... items) {
    return new RoomAnswer(List.of(items));
  }

  @Test
  void anAnswerIsReadAsOurScriptsSayIt() {
    assertThat(answer("entered", "4711", "joiner", "2", "17", "0").entry(ROOM, Role.JOINER))
        .isEqualTo(new Entry.Entered(new Seat(ROOM, Role.JOINER, 2, 17), 0));
    assertThat(answer("refused", "taken").entry(ROOM, Role.JOINER))
        .isEqualTo(new Entry.Refused(Ending.TAKEN));
    assertThat(answer("standing", "1", "0", "1", "1500", "[1]", "\"two\"").view())
        .isEqualTo(
            new RoomView.Standing(
                true, false, true, List.of("[1]", "\"two\""), Duration.ofMillis(1500)));
    assertThat(answer("ended", "dead", "{}").view())
        .isEqualTo(new RoomView.Ended(Ending.DEAD, List.of("{}")));
  }

  @Test
  void anotherRoomOrRoleThanWasAskedForIsNotBelieved() {
    refuses(() -> answer("entered", "4712", "joiner", "2", "17", "0").entry(ROOM, Role.JOINER));
    refuses(() -> answer("entered", "4711", "inviter", "2", "17", "0").entry(ROOM, Role.JOINER));
    refuses(() -> answer("entered", "4712", "joiner", "2", "17", "0").resumed(ROOM));
  }

  @Test
  void aMessageMustBeOneValueOfJsonAndNotTooLarge() {
    for (String message :
        List.of(
            "",
            "1},{\"t\":\"ice\"",
            "1 2",
            "{\"a\":1,\"a\":2}",
            "[".repeat(40) + "]".repeat(40),
            "\"" + "x".repeat(33_000) + "\"")) {
      refuses(() -> answer("standing", "1", "0", "1", "1500", message).view());
    }
  }

  @Test
  void everythingElseIsRefusedToo() {
    refuses(() -> new RoomAnswer(null));
    refuses(() -> new RoomAnswer("done"));
    refuses(() -> new RoomAnswer(List.of()));
    refuses(() -> new RoomAnswer(Collections.nCopies(65, "1")));
    refuses(() -> answer(1L).done());
    refuses(() -> answer("maybe").done());
    refuses(() -> answer("refused", "why not").done());
    refuses(() -> answer("entered", "x", "joiner", "2", "17", "0").entry(Role.JOINER));
    refuses(() -> answer("entered", "4711", "joiner", "-2", "17", "0").entry(Role.JOINER));
    refuses(() -> answer("entered", "4711", "joiner", "9999999999", "1", "0").entry(Role.JOINER));
    refuses(() -> answer("standing", "2", "0", "1", "1500").view());
    refuses(() -> answer("standing", "1", "0").view());
    refuses(() -> answer("ended").view());
  }

  private static void refuses(Runnable reading) {
    assertThatThrownBy(reading::run).isInstanceOf(RoomAnswer.Senseless.class);
  }
}
