package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
  @Test
  void isEmptyAtFirst() {
    TimerQueue queue = new TimerQueue();
    assertThat(queue.earliest()).isEqualTo(Monotonic.NEVER);
    assertThat(queue.pollDue(Long.MAX_VALUE - 1)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithASortedListWhateverIsScheduledMovedAndCancelled(long seed) {
    Random random = new Random(seed);
    Loop loop = new Loop("unused", failure -> {});
    TimerQueue queue = new TimerQueue();
    List<Timer> timers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      timers.add(new Timer(loop, () -> {}));
    }
    for (int i = 0; i < 10_000; i++) {
      Timer timer = timers.get(random.nextInt(timers.size()));
      boolean cancel = random.nextInt(4) == 0;
      queue.schedule(timer, cancel ? Monotonic.NEVER : random.nextInt(1000));
    }
    List<Timer> expected =
        timers.stream()
            .filter(timer -> timer.deadline() != Monotonic.NEVER)
            .sorted(
                Comparator.comparingLong(Timer::deadline).thenComparingLong(timer -> timer.order))
            .toList();
    List<Timer> polled = new ArrayList<>();
    for (Timer next = queue.pollDue(1000); next != null; next = queue.pollDue(1000)) {
      polled.add(next);
    }
    assertThat(polled).as("seed %d", seed).isEqualTo(expected);
    assertThat(queue.earliest()).isEqualTo(Monotonic.NEVER);
    loop.close();
  }
}
