package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void agreesWithAListOfAllTimes() {
    Random random = new Random(20261122);
    RateLimit<String> limit = new RateLimit<>(7, MINUTE, 10);
    Deque<Monotonic> times = new ArrayDeque<>();
    Monotonic now = Monotonic.ZERO;
    for (int i = 0; i < 100_000; i++) {
      now = now.plus(Duration.ofMillis(random.nextInt(18_000)));
      Monotonic current = now;
      boolean reached =
          times.stream().filter(time -> current.since(time).compareTo(MINUTE) < 0).count() >= 7;
      assertThat(limit.isReached("a", now)).isEqualTo(reached);
      if (!reached && random.nextInt(3) > 0) {
        limit.count("a", now);
        times.add(now);
      } else if (!reached && !times.isEmpty() && random.nextInt(4) == 0) {
        limit.uncount("a");
        times.removeLast();
      }
      while (times.size() > 7) {
        times.removeFirst();
      }
    }
  }

  @Test
  void forgetsWhomItHasNotCountedForLongestWhenThereAreTooMany() {
    RateLimit<Integer> limit = new RateLimit<>(1, MINUTE, 2);
    limit.count(1, Monotonic.ZERO);
    limit.count(2, Monotonic.ZERO);
    limit.count(1, Monotonic.ZERO);
    limit.count(3, Monotonic.ZERO);

    assertThat(limit.isReached(1, Monotonic.ZERO)).isTrue();
    assertThat(limit.isReached(2, Monotonic.ZERO)).isFalse();
    assertThat(limit.isReached(3, Monotonic.ZERO)).isTrue();
  }

  @Test
  void keepsWhatStillCountsWhenSwept() {
    RateLimit<Integer> limit = new RateLimit<>(1, MINUTE, 2);
    limit.count(1, Monotonic.ZERO);
    limit.sweep(Monotonic.ofMillis(59_999));

    assertThat(limit.isReached(1, Monotonic.ofMillis(59_999))).isTrue();
  }
}
