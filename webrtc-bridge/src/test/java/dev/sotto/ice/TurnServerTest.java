package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sotto.turn.TurnCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnServerTest {
  private static final TurnCredentials ANNA = new TurnCredentials("anna", "tulip");

  private static TurnServer server(String host, int port) {
    return new TurnServer(host, port, TurnServer.Transport.TLS, ANNA);
  }

  @Test
  void neverShowsThePassword() {
    assertThat(server("turn.sotto.test", 5349).toString())
        .contains("turn.sotto.test")
        .doesNotContain("tulip");
  }

  @Test
  void hasAHost() {
    assertThatIllegalArgumentException().isThrownBy(() -> server(" ", 5349));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void hasAPort(int port) {
    assertThatIllegalArgumentException().isThrownBy(() -> server("turn.sotto.test", port));
  }
}
