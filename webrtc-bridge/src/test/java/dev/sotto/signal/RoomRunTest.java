package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.signal.SentMessages.Said;
import org.junit.jupiter.api.Test;

class RoomRunTest {
  private final Backlog backlog = new Backlog();
  private final RoomRun run = new RoomRun(backlog);

  /** As a place does it: first promised, then said. */
  private Said say(String text) {
    assertThat(backlog.add(text.length())).isTrue();
    return run.say(text);
  }

  private int roomInBacklog() {
    int messages = 0;
    while (backlog.add(0)) {
      messages++;
    }
    for (int i = 0; i < messages; i++) {
      backlog.remove(0);
    }
    return messages;
  }

  @Test
  void beginsWithThePeerAndOnce() {
    assertThat(run.isOn()).isFalse();
    assertThat(run.isUnheard()).isFalse();
    assertThat(run.enter()).isTrue();
    assertThat(run.enter()).isFalse();
    assertThat(run.isOn()).isTrue();
  }

  @Test
  void theNextIsUnheardUntilItsOwnPong() {
    run.enter();
    run.next();
    run.next();
    assertThat(run.isOn()).isFalse();
    assertThat(run.isUnheard()).isTrue();
    assertThat(run.heard(run.number() - 1)).isFalse();
    assertThat(run.isUnheard()).isTrue();
    assertThat(run.heard(run.number())).isTrue();
    assertThat(run.isUnheard()).isFalse();
    assertThat(run.heard(run.number())).isFalse();
  }

  @Test
  void aPeerShowsThatTheNextWasHeard() {
    run.next();
    assertThat(run.hearsTheFormer()).isFalse();
    assertThat(run.enter()).isTrue();
    assertThat(run.isUnheard()).isFalse();
    assertThat(run.heard(run.number())).isFalse();
    assertThat(run.isOn()).isTrue();
  }

  @Test
  void afterABreakTheFormerIsHeardUntilTheNextWas() {
    run.next();
    run.askedAgain();
    assertThat(run.hearsTheFormer()).isTrue();
    run.next();
    assertThat(run.hearsTheFormer()).isTrue();
    assertThat(run.heard(run.number())).isTrue();
    assertThat(run.hearsTheFormer()).isFalse();
    assertThat(run.isUnheard()).isFalse();
  }

  @Test
  void aBreakBeforeTheNextWasHeardLeavesItUnheard() {
    run.next();
    run.askedAgain();
    run.broken();
    assertThat(run.hearsTheFormer()).isFalse();
    assertThat(run.isUnheard()).isTrue();
    run.enter();
    run.broken();
    assertThat(run.isOn()).isTrue();
  }

  @Test
  void saysAgainWhatAServerLacksAndCountsItOnce() {
    run.enter();
    Said first = say("first");
    Said second = say("second");
    run.written(first);
    assertThat(roomInBacklog()).isEqualTo(Backlog.MAX_MESSAGES - 1);
    assertThat(run.reaches(3)).isFalse();
    assertThat(run.lackedBy(0)).containsExactly(first, second);
    run.lackedBy(0).forEach(run::written);
    assertThat(roomInBacklog()).isEqualTo(Backlog.MAX_MESSAGES);
  }

  @Test
  void theNextHasNothingOfTheOneBefore() {
    run.enter();
    Said first = say("first");
    say("second");
    run.written(first);
    assertThat(run.take(1)).isTrue();
    run.next();
    assertThat(roomInBacklog()).isEqualTo(Backlog.MAX_MESSAGES);
    assertThat(run.taken()).isZero();
    assertThat(run.lackedBy(0)).isEmpty();

    run.enter();
    Said ofThis = say("third");
    run.written(first); // a write that ends late
    assertThat(roomInBacklog()).isEqualTo(Backlog.MAX_MESSAGES - 1);
    assertThat(run.lackedBy(0)).containsExactly(ofThis);
    for (int i = 0; i < MessageBudget.UNPAIRED_MESSAGES; i++) {
      assertThat(run.take(1)).isTrue();
    }
    assertThat(run.take(1)).isFalse();
  }

  @Test
  void whatAServerHasWaitsNoLonger() {
    int room = roomInBacklog();
    run.enter();
    say("one");
    say("two");
    Said three = say("three");
    assertThat(run.lackedBy(2)).containsExactly(three);
    assertThat(roomInBacklog()).isEqualTo(room - 1);
    run.written(three);
    assertThat(roomInBacklog()).isEqualTo(room);
  }
}
