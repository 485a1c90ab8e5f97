package dev.sotto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonotonicTest {
  @Test
  void measuresBetweenTwoTimes() {
    Monotonic start = Monotonic.ofMillis(5);
    Monotonic later = start.plus(Duration.ofMillis(7));

    assertThat(later.nanos()).isEqualTo(12_000_000);
    assertThat(later.since(start)).isEqualTo(Duration.ofMillis(7));
    assertThat(start).isLessThan(later);
  }

  @Test
  void reachesDeadlinesButNeverTheOneThatIsNotSet() {
    Monotonic now = Monotonic.ofMillis(1);

    assertThat(now.hasReached(999_999)).isTrue();
    assertThat(now.hasReached(1_000_000)).isTrue();
    assertThat(now.hasReached(1_000_001)).isFalse();
    assertThat(now.hasReached(Monotonic.NEVER)).isFalse();
  }

  @Test
  void refusesTimesBeforeTheStart() {
    assertThatThrownBy(() -> Monotonic.ZERO.plus(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
