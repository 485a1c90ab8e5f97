package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DtlsOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused(255, 1500, SECOND, SECOND);
    assertRefused(16_385, 1500, SECOND, SECOND);
    assertRefused(1200, 255, SECOND, SECOND);
    assertRefused(1200, 65_536, SECOND, SECOND);
    assertRefused(1200, 1500, Duration.ZERO, SECOND);
    assertRefused(1200, 1500, SECOND, Duration.ofMinutes(2));
  }

  private static void assertRefused(int send, int receive, Duration timeout, Duration resend) {
    assertThatThrownBy(() -> new DtlsOptions(send, receive, timeout, resend))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
