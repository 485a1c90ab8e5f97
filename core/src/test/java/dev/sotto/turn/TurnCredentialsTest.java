package dev.sotto.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnCredentialsTest {
  /** {@code printf %s 1700000000:anna | openssl dgst -sha1 -hmac north -binary | base64}. */
  @Test
  void makesTimeLimitedCredentials() {
    TurnCredentials credentials = TurnCredentials.timeLimited("north", "anna", 1_700_000_000L);

    assertThat(credentials.username()).isEqualTo("1700000000:anna");
    assertThat(credentials.password()).isEqualTo("WS1fjjHj2gNlXzhc/ZcwmC3ofIo=");
  }

  @Test
  void makesThemWithoutANameToo() {
    assertThat(TurnCredentials.timeLimited("north", "", 5).username()).isEqualTo("5");
  }

  @Test
  void showsNoPassword() {
    assertThat(new TurnCredentials("anna", "tulip")).hasToString("TurnCredentials[anna]");
    assertThat(
            TurnOptions.of(new TurnCredentials("anna", "tulip"), TurnTransport.STREAM).toString())
        .doesNotContain("tulip");
  }

  @Test
  void refusesWhatCannotBeUsed() {
    assertThatThrownBy(() -> new TurnCredentials("", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TurnCredentials("\u00e4".repeat(255), "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TurnCredentials.timeLimited("", "x", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TurnCredentials.timeLimited("x", "x", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesOptionsOutOfRange() {
    TurnOptions options =
        TurnOptions.of(new TurnCredentials("anna", "tulip"), TurnTransport.STREAM);
    assertThatThrownBy(() -> options.withFamilies(Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with(options, Duration.ZERO, Duration.ofMillis(500), 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with(options, Duration.ofHours(2), Duration.ofMillis(500), 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with(options, Duration.ofMinutes(1), Duration.ZERO, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with(options, Duration.ofMinutes(1), Duration.ofMillis(500), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with(options, Duration.ofMinutes(1), Duration.ofMillis(500), 11))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TurnOptions with(
      TurnOptions options, Duration lifetime, Duration timeout, int redirections) {
    return new TurnOptions(
        options.credentials(),
        options.transport(),
        options.families(),
        lifetime,
        timeout,
        redirections);
  }
}
