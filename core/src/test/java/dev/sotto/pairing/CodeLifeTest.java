package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.time.Monotonic;
import org.junit.jupiter.api.Test;

class CodeLifeTest {
  private static final Monotonic NOW = Monotonic.ofMillis(5);

  private final CodeLife code = new CodeLife(Mode.CODE, NOW);
  private final CodeLife rejoin = new CodeLife(Mode.REJOIN, NOW);

  @Test
  void oneWrongGuessKillsACode() {
    code.failed(PairingFailure.WRONG_CODE, NOW);
    code.paired(NOW);
    assertThat(code.state(NOW)).isEqualTo(CodeLife.State.GUESSED);
    assertThat(code.nextRun(NOW)).isEqualTo(Monotonic.NEVER);
    assertThat(code.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void successKillsACode() {
    code.paired(NOW);
    assertThat(code.state(NOW)).isEqualTo(CodeLife.State.USED);
  }

  @Test
  void eightRunsWithoutAGuessKillACode() {
    for (int run = 1; run <= CodeLife.MAX_DROPPED; run++) {
      assertThat(code.state(NOW)).isEqualTo(CodeLife.State.ALIVE);
      assertThat(code.nextRun(NOW)).isEqualTo(NOW.nanos());
      code.failed(PairingFailure.TIMED_OUT, NOW);
    }
    assertThat(code.state(NOW)).isEqualTo(CodeLife.State.WORN_OUT);
  }

  @Test
  void livesAnHour() {
    Monotonic end = NOW.plus(CodeLife.CODE_LIFETIME);
    assertThat(code.nextTimeout()).isEqualTo(end.nanos());
    assertThat(code.state(new Monotonic(end.nanos() - 1))).isEqualTo(CodeLife.State.ALIVE);
    assertThat(code.state(end)).isEqualTo(CodeLife.State.EXPIRED);
  }

  @Test
  void rejoinSurvivesWrongTagsButRunsTenTimesAMinuteForTenMinutes() {
    for (int run = 0; run < CodeLife.REJOIN_RUNS; run++) {
      assertThat(rejoin.nextRun(NOW)).isEqualTo(NOW.nanos());
      rejoin.runBegan(NOW);
      rejoin.failed(PairingFailure.WRONG_CODE, NOW);
    }
    Monotonic later = NOW.plus(CodeLife.REJOIN_WINDOW);
    assertThat(rejoin.nextRun(NOW)).isEqualTo(later.nanos());
    assertThat(rejoin.nextRun(later)).isEqualTo(later.nanos());
    rejoin.runBegan(later);
    assertThat(rejoin.nextRun(later)).isEqualTo(later.nanos());
    assertThat(rejoin.state(NOW.plus(CodeLife.REJOIN_LIFETIME))).isEqualTo(CodeLife.State.EXPIRED);
  }

  @Test
  void isNotForManualSessions() {
    assertThatThrownBy(() -> new CodeLife(Mode.MANUAL, NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
