package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and places as arguments. */
class PlacesTest {
  @Test
  void aServerIsSchemeHostAndPort() {
    assertThat(ServerUrl.parse("http://localhost:8080/"))
        .isEqualTo(URI.create("http://localhost:8080"));
    assertThat(ServerUrl.parse("https://[2001:db8::1]"))
        .isEqualTo(URI.create("https://[2001:db8::1]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "ftp://x",
        "http://",
        "http://x:0",
        "http://x:65536",
        "http://user:secret@x",
        "http://x/path",
        "http://x/?q",
        "http://x/#secret"
      })
  void whatElseAServerMightBeIsRefused(String text) {
    assertThatThrownBy(() -> ServerUrl.parse(text))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("not a server: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPlaceToListenMayBeAPortAlone() {
    assertThat(HostPort.toListen("4000")).isEqualTo(new HostPort(Optional.empty(), 4000));
    assertThat(HostPort.toListen("127.0.0.1:0"))
        .isEqualTo(new HostPort(Optional.of("127.0.0.1"), 0));
    assertThat(HostPort.toListen("[::1]:1")).isEqualTo(new HostPort(Optional.of("::1"), 1));
    assertThat(HostPort.text("::1", 1)).isEqualTo("[::1]:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "4000", "x:0", "x:65536", "::1:4000", "x:y", "http://x:1"})
  void aPlaceToConnectToNeedsAHostAndAPort(String text) {
    assertThatThrownBy(() -> HostPort.toConnect(text)).isInstanceOf(Failure.class);
  }
}
