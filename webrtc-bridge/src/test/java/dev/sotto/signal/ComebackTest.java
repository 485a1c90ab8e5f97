package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.signal.MeetingEnd.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ComebackTest {
  private static final RoomTimes TIMES = RoomTimes.USUAL;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Comeback comeback = new Comeback(TIMES);

  @Test
  void triesAtOnceThenLessAndLessOftenAndOnlyWhileTheSeatIsHeld() {
    comeback.seated(0);
    comeback.broken(SECOND, Duration.ofSeconds(10));
    assertThat(comeback.pause(SECOND)).contains(Duration.ZERO);
    assertThat(comeback.pause(SECOND)).contains(Duration.ofMillis(250));
    assertThat(comeback.pause(2 * SECOND)).contains(Duration.ofMillis(500));
    assertThat(comeback.pause(3 * SECOND)).contains(Duration.ofSeconds(1));
    assertThat(comeback.pause(10 * SECOND)).isEmpty();
  }

  @Test
  void aConnectionThatDidNotStandIsNoNewBeginning() {
    comeback.seated(0);
    comeback.broken(0, Duration.ofMinutes(2));
    comeback.pause(0);
    comeback.pause(0);
    comeback.seated(0);
    comeback.broken(TIMES.steady().toNanos(), Duration.ofMinutes(2));
    assertThat(comeback.pause(TIMES.steady().toNanos())).contains(Duration.ofMillis(500));
    comeback.seated(0);
    comeback.broken(TIMES.steady().toNanos() + 1, Duration.ofMinutes(2));
    assertThat(comeback.pause(TIMES.steady().toNanos() + 1)).contains(Duration.ZERO);
  }

  @Test
  void saysWhetherItWasTheServerThatStopped() {
    assertThat(comeback.inVain().reason()).isEqualTo(Reason.UNREACHABLE);
    comeback.closed(MeetingEnd.STOPPED);
    assertThat(comeback.inVain().reason()).isEqualTo(Reason.STOPPED);
    comeback.closed(MeetingEnd.ABNORMAL);
    assertThat(comeback.inVain().reason()).isEqualTo(Reason.UNREACHABLE);
    comeback.closed(MeetingEnd.STOPPED);
    comeback.seated(0);
    assertThat(comeback.inVain().reason()).isEqualTo(Reason.UNREACHABLE);
  }
}
