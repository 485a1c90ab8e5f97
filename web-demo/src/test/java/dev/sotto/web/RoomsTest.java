package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import dev.sotto.web.Rooms.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomsTest {
  private static final String ROOM = "AAECAwQFBgcICQoLDA0ODw";
  private static final String OTHER_ROOM = "EBESExQVFhcYGRobHB0eHw";
  private static final String SELF = "ICEiIyQlJicoKSorLC0uLw";
  private static final RendezvousLimits LIMITS =
      new RendezvousLimits(
          64 * 1024,
          64 * 1024,
          5,
          1000,
          2,
          6,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(25),
          Duration.ofSeconds(60));

  private final Rooms rooms = new Rooms(LIMITS);
  private Monotonic now = Monotonic.ZERO;

  /** What one peer was told, in the order it was told. */
  private final class Peer implements Line {
    private final List<String> heard = new ArrayList<>();
    private final Visitor visitor = rooms.enter(this, now);

    @Override
    public void send(String text) {
      heard.add(text);
    }

    @Override
    public void ping() {
      heard.add("ping");
    }

    @Override
    public void close(CloseReason reason) {
      heard.add("closed: " + reason);
    }

    @Override
    public void drop() {
      heard.add("dropped");
      rooms.leave(visitor);
    }

    private Peer says(String text) {
      rooms.receive(visitor, text, now);
      return this;
    }

    private void pongs() {
      rooms.receivePong(visitor, now);
    }

    private Peer joins(String room) {
      return says("{\"t\":\"join\",\"room\":\"" + room + "\"}");
    }

    private Peer joinsAs(String name) {
      return says("{\"t\":\"join\",\"room\":\"" + ROOM + "\",\"as\":\"" + name + "\"}");
    }
  }

  @Test
  void introducesTwoAndRelaysBetweenThem() {
    Peer first = new Peer().joins(ROOM);
    Peer second = new Peer().joins(ROOM);
    second.says("{\"t\":\"to\",\"m\":{\"k\" : 1}}");
    first.says("{\"t\":\"to\",\"m\":null}");

    assertThat(first.heard)
        .containsExactly(
            "{\"t\":\"joined\",\"peers\":1}",
            "{\"t\":\"peer\"}",
            "{\"t\":\"from\",\"m\":{\"k\" : 1}}");
    assertThat(second.heard)
        .containsExactly("{\"t\":\"joined\",\"peers\":2}", "{\"t\":\"from\",\"m\":null}");
  }

  @Test
  void refusesTheThird() {
    Peer first = new Peer().joins(ROOM);
    new Peer().joins(ROOM);
    Peer third = new Peer().joins(ROOM);
    third.says("{\"t\":\"to\",\"m\":1}");

    assertThat(third.heard).containsExactly("{\"t\":\"full\"}", "closed: FULL");
    assertThat(first.heard).doesNotContain("{\"t\":\"from\",\"m\":1}");
  }

  @Test
  void keepsRoomsApart() {
    Peer here = new Peer().joins(ROOM);
    Peer there = new Peer().joins(OTHER_ROOM);
    here.says("{\"t\":\"to\",\"m\":1}");

    assertThat(there.heard).containsExactly("{\"t\":\"joined\",\"peers\":1}");
  }

  @Test
  void letsAPeerGoAndComeBack() {
    Peer first = new Peer().joins(ROOM);
    Peer second = new Peer().joins(ROOM);
    rooms.leave(second.visitor);
    Peer again = new Peer().joins(ROOM);

    assertThat(first.heard).endsWith("{\"t\":\"peer\"}", "{\"t\":\"left\"}", "{\"t\":\"peer\"}");
    assertThat(again.heard).containsExactly("{\"t\":\"joined\",\"peers\":2}");
  }

  @Test
  void forgetsARoomWhenTheLastIsGone() {
    Peer only = new Peer().joins(ROOM);
    assertThat(rooms.openRooms()).isEqualTo(1);

    rooms.leave(only.visitor);
    rooms.leave(only.visitor);

    assertThat(rooms.openRooms()).isZero();
    assertThat(rooms.connections()).isZero();
  }

  @Test
  void givesAReloadedPageItsOwnPlaceEvenBeforeTheOldSocketIsGone() {
    Peer stays = new Peer().joins(ROOM);
    Peer before = new Peer().joinsAs(SELF);
    Peer after = new Peer().joinsAs(SELF);

    assertThat(before.heard).endsWith("closed: REPLACED");
    assertThat(after.heard).containsExactly("{\"t\":\"joined\",\"peers\":2}");
    assertThat(stays.heard).endsWith("{\"t\":\"peer\"}", "{\"t\":\"left\"}", "{\"t\":\"peer\"}");

    rooms.leave(before.visitor);
    assertThat(stays.heard).endsWith("{\"t\":\"peer\"}");
  }

  @Test
  void givesNobodyElsesPlace() {
    new Peer().joinsAs(SELF);
    new Peer().joins(ROOM);
    Peer third = new Peer().joinsAs(OTHER_ROOM);

    assertThat(third.heard).endsWith("closed: FULL");
  }

  @Test
  void replacesThePeerThatWasAloneInItsRoom() {
    Peer before = new Peer().joinsAs(SELF);
    Peer after = new Peer().joinsAs(SELF);

    assertThat(before.heard).endsWith("closed: REPLACED");
    assertThat(after.heard).containsExactly("{\"t\":\"joined\",\"peers\":1}");
    assertThat(rooms.openRooms()).isEqualTo(1);
  }

  @Test
  void closesOnWhatIsNoMessage() {
    assertThat(new Peer().says("hello").heard).containsExactly("closed: MALFORMED");
    assertThat(new Peer().says("{\"t\":\"to\",\"m\":1}").heard)
        .as("a relay before the join")
        .containsExactly("closed: MALFORMED");
    assertThat(new Peer().joins(ROOM).joins(ROOM).heard)
        .as("a second join")
        .endsWith("closed: MALFORMED");

    Peer binary = new Peer();
    rooms.receiveBinary(binary.visitor);
    assertThat(binary.heard).containsExactly("closed: BINARY");
  }

  @Test
  void tellsThePeerWhenTheOtherIsClosed() {
    Peer first = new Peer().joins(ROOM);
    new Peer().joins(ROOM).says("hello");

    assertThat(first.heard).endsWith("{\"t\":\"left\"}");
  }

  @Test
  void waitsForAJoinButNotForever() {
    Peer silent = new Peer();
    Peer member = new Peer().joins(ROOM);

    passes(Duration.ofSeconds(9));
    assertThat(silent.heard).isEmpty();
    passes(Duration.ofSeconds(1));

    assertThat(silent.heard).containsExactly("closed: NO_JOIN");
    assertThat(member.heard).containsExactly("{\"t\":\"joined\",\"peers\":1}");
  }

  @Test
  void dropsWhoDoesNotAnswerTheCloseFrame() {
    Peer rude = new Peer().says("hello");

    passes(Duration.ZERO);
    passes(Duration.ofSeconds(4));
    assertThat(rooms.connections()).isEqualTo(1);
    passes(Duration.ofSeconds(1));

    assertThat(rude.heard).containsExactly("closed: MALFORMED", "dropped");
    assertThat(rooms.connections()).isZero();
  }

  @Test
  void pingsEveryConnection() {
    Peer member = new Peer().joins(ROOM);

    passes(Duration.ofSeconds(24));
    assertThat(member.heard).doesNotContain("ping");
    passes(Duration.ofSeconds(1));
    passes(Duration.ofSeconds(1));
    assertThat(member.heard).containsOnlyOnce("ping");
    passes(Duration.ofSeconds(24));

    assertThat(member.heard).endsWith("ping", "ping");
  }

  @Test
  void dropsWhoIsSilentAndKeepsWhoAnswersPings() {
    Peer alive = new Peer().joins(ROOM);
    Peer dead = new Peer().joins(ROOM);
    for (int second = 0; second < 70; second++) {
      passes(Duration.ofSeconds(1));
      alive.pongs();
    }

    assertThat(dead.heard).endsWith("dropped");
    assertThat(alive.heard).endsWith("{\"t\":\"left\"}").doesNotContain("dropped");
  }

  @Test
  void endsARoomThatHasBeenOpenTooLong() {
    Peer first = new Peer().joins(ROOM);
    Peer second = new Peer().joins(ROOM);

    for (int minute = 0; minute < 20; minute++) {
      passes(Duration.ofSeconds(30));
      first.pongs();
      second.pongs();
    }

    assertThat(first.heard).contains("closed: EXPIRED");
    assertThat(second.heard).contains("closed: EXPIRED");
    assertThat(rooms.openRooms()).isZero();
  }

  @Test
  void relaysNoMoreMessagesThanARoomMay() {
    Peer first = new Peer().joins(ROOM);
    Peer second = new Peer().joins(ROOM);
    for (int i = 0; i < 5; i++) {
      first.says("{\"t\":\"to\",\"m\":" + i + "}");
    }
    assertThat(second.heard).endsWith("{\"t\":\"from\",\"m\":4}");

    first.says("{\"t\":\"to\",\"m\":5}");

    assertThat(first.heard).contains("closed: USED_UP");
    assertThat(second.heard).contains("closed: USED_UP").doesNotContain("{\"t\":\"from\",\"m\":5}");
  }

  @Test
  void relaysNoMoreBytesThanARoomMay() {
    Peer first = new Peer().joins(ROOM);
    Peer second = new Peer().joins(ROOM);

    first.says("{\"t\":\"to\",\"m\":\"" + "x".repeat(600) + "\"}");

    assertThat(second.heard).contains("closed: USED_UP");
  }

  @Test
  void opensNoMoreRoomsThanItMay() {
    new Peer().joins(ROOM);
    new Peer().joins(OTHER_ROOM);
    Peer late = new Peer().joins(SELF);

    assertThat(late.heard).containsExactly("closed: BUSY");
    assertThat(new Peer().joins(ROOM).heard)
        .as("a room that is open still takes its second")
        .containsExactly("{\"t\":\"joined\",\"peers\":2}");
  }

  @Test
  void takesNoMoreConnectionsThanItMay() {
    for (int i = 0; i < 6; i++) {
      assertThat(new Peer().heard).isEmpty();
    }
    Peer late = new Peer();
    assertThat(late.heard).containsExactly("closed: BUSY");
    assertThat(late.joins(ROOM).heard).containsExactly("closed: BUSY");

    rooms.leave(late.visitor);
    assertThat(rooms.connections()).isEqualTo(6);
  }

  @Test
  void closesEverythingWhenTheServerStops() {
    Peer member = new Peer().joins(ROOM);
    Peer silent = new Peer();

    rooms.closeAll();

    assertThat(member.heard).endsWith("closed: SERVER_STOPS");
    assertThat(silent.heard).endsWith("closed: SERVER_STOPS");
  }

  private void passes(Duration duration) {
    now = now.plus(duration);
    rooms.tick(now);
  }
}
