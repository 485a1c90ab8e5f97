package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerEpochTest {
  @ParameterizedTest
  @CsvSource({
    "60, 1060, true",
    "60, 1058, true",
    "60, 1065, true",
    "3600, 4400, true",
    "60, 1050, false",
    "60, 1075, false",
    "0, 999, true",
    "0, 998, false",
    "60, 999, false",
    "60, 0, false",
    "60, 30, false",
    "28800, 5, false"
  })
  void followsTheRuleOfPcp(long secondsLater, long epoch, boolean valid) {
    // RFC 6887 section 8.5, with the server a thousand seconds old at first.
    ServerEpoch state = new ServerEpoch();
    assertThat(state.accept(1000, Monotonic.ofMillis(500))).isTrue();
    assertThat(state.accept(epoch, Monotonic.ofMillis(500 + secondsLater * 1000))).isEqualTo(valid);
  }

  @Test
  void countsOnFromALostState() {
    ServerEpoch state = new ServerEpoch();
    state.accept(1000, Monotonic.ofMillis(0));
    assertThat(state.accept(3, Monotonic.ofMillis(60_000))).isFalse();
    assertThat(state.accept(63, Monotonic.ofMillis(120_000))).isTrue();
  }

  @Test
  void noticesThatWeSlept() {
    // The monotonic clock stands still meanwhile; the gateway's does not.
    ServerEpoch state = new ServerEpoch();
    state.accept(1000, Monotonic.ofMillis(0));
    assertThat(state.accept(9000, Monotonic.ofMillis(60_000))).isFalse();
  }
}
