package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sotto.cli.IceServerUri.Scheme;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.turn.TurnCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerUriTest {
  @ParameterizedTest
  @CsvSource({
    "stun:stun.example.org, STUN, stun.example.org, 3478, UDP",
    "stun:stun.example.org:19302, STUN, stun.example.org, 19302, UDP",
    "stun:192.0.2.1:1, STUN, 192.0.2.1, 1, UDP",
    "stun:[2001:db8::1], STUN, 2001:db8::1, 3478, UDP",
    "turn:[2001:db8::1]:65535?transport=tcp, TURN, 2001:db8::1, 65535, TCP",
    "turn:turn.example.org, TURN, turn.example.org, 3478, UDP",
    "turn:turn.example.org?transport=udp, TURN, turn.example.org, 3478, UDP",
    "turn:turn.example.org:443?transport=tcp, TURN, turn.example.org, 443, TCP",
    "turns:turn.example.org, TURNS, turn.example.org, 5349, TLS",
    "turns:turn.example.org:443?transport=tcp, TURNS, turn.example.org, 443, TLS",
  })
  void readsAServer(String text, Scheme scheme, String host, int port, Transport transport) {
    assertThat(IceServerUri.parse(text)).isEqualTo(new IceServerUri(scheme, host, port, transport));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stun.example.org",
        "http://stun.example.org",
        "stun:",
        "stun://stun.example.org",
        "stun:stun.example.org:0",
        "stun:stun.example.org:65536",
        "stun:stun.example.org:99999999999",
        "stun:stun.example.org:",
        "stun:stun.example.org?transport=udp",
        "stuns:stun.example.org",
        "stun:2001:db8::1",
        "stun:[2001:db8::1",
        "stun:[stun.example.org]",
        "turn:user@turn.example.org",
        "turn:turn.example.org?transport=sctp",
        "turns:turn.example.org?transport=udp",
        "turn:turn example",
      })
  void refusesWhatIsNone(String text) {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> IceServerUri.parse(text))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
        .satisfies(failure -> assertThat(failure.hint()).contains("turn:HOST:PORT"));
  }

  @Test
  void becomesAServer() {
    TurnCredentials who = new TurnCredentials("u", "p");
    assertThat(IceServerUri.parse("stun:h:1").stun()).isEqualTo(new StunServer("h", 1));
    assertThat(IceServerUri.parse("turns:h:1").turn(who))
        .isEqualTo(new TurnServer("h", 1, Transport.TLS, who));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "turn:turn.example.org:3478?transport=udp",
        "turn:[2001:db8::1]:443?transport=tcp",
        "turns:turn.example.org:5349",
      })
  void isWrittenAsItIsRead(String text) {
    assertThat(IceServerUri.of(IceServerUri.parse(text).turn(new TurnCredentials("u", "p"))))
        .isEqualTo(text);
  }
}
