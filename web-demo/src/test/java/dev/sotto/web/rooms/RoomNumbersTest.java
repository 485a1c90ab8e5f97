package dev.sotto.web.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomNumbersTest {
  private static final Duration DAY = Duration.ofHours(24);

  private final RoomNumbers numbers = new RoomNumbers(new Random(7), DAY);

  @Test
  void drawsFromASpaceAThousandTimesTheOpenRooms() {
    assertThat(numbers.draw(0, Monotonic.ZERO)).isBetween(1_000, 9_999);
    assertThat(numbers.draw(8, Monotonic.ZERO)).isBetween(1_000, 9_999);
    assertThat(numbers.draw(9, Monotonic.ZERO)).isBetween(10_000, 99_999);
    assertThat(numbers.draw(89_999, Monotonic.ZERO)).isBetween(10_000_000, 99_999_999);
    assertThat(numbers.draw(90_000, Monotonic.ZERO)).isBetween(100_000_000, 999_999_999);
  }

  @Test
  void usesNoNumberTwiceWithinADay() {
    Set<Integer> drawn = new HashSet<>();
    Monotonic now = Monotonic.ZERO;
    for (int i = 0; i < 20_000; i++) {
      assertThat(drawn.add(numbers.draw(0, now))).isTrue();
      now = now.plus(Duration.ofSeconds(4));
    }
  }

  @Test
  void comesBackToFewDigitsAfterADay() {
    for (int i = 0; i < 3_000; i++) {
      numbers.draw(0, Monotonic.ZERO);
    }
    assertThat(numbers.draw(0, Monotonic.ZERO)).isGreaterThan(9_999);

    assertThat(numbers.draw(0, Monotonic.ZERO.plus(DAY))).isBetween(1_000, 9_999);
  }
}
