package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.turn.TurnCredentials;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ServerMessageTest {
  private static final TurnCredentials ANNA = new TurnCredentials("u", "c");

  private static IceServers servers(String list) {
    return ((ServerMessage.Ice)
            ServerMessage.read("{\"t\":\"ice\",\"ttl\":600,\"servers\":" + list + "}")
                .orElseThrow())
        .servers();
  }

  private static String turn(String url) {
    return "[{\"urls\":\"" + url + "\",\"username\":\"u\",\"credential\":\"c\"}]";
  }

  @Test
  void readsTheServersOfBrowsers() {
    IceServers servers =
        servers(
            "[{\"urls\":[\"stun:stun.example.org\",\"stun:[2001:db8::1]:19302\"]},"
                + "{\"urls\":[\"turn:h:1\",\"turn:h?transport=tcp\",\"turns:h\"],"
                + "\"username\":\"u\",\"credential\":\"c\"}]");
    assertThat(servers.life()).isEqualTo(Duration.ofMinutes(10));
    assertThat(servers.stun())
        .containsExactly(
            new StunServer("stun.example.org", 3478), new StunServer("2001:db8::1", 19_302));
    assertThat(servers.turn())
        .containsExactly(
            new TurnServer("h", 1, Transport.UDP, ANNA),
            new TurnServer("h", 3478, Transport.TCP, ANNA),
            new TurnServer("h", 5349, Transport.TLS, ANNA));
    assertThat(servers.toString()).doesNotContain("c]");
  }

  @Test
  void passesOverServersThatItCannotUse() {
    for (String url :
        new String[] {
          "stuns:h",
          "turns:h?transport=udp",
          "turn:h:0",
          "turn:h:65536",
          "turn:h:99999999999",
          "turn:",
          "turn:user@h",
          "http://h",
          "turn:h?transport=sctp",
          "turn:h\\n"
        }) {
      IceServers servers = servers(turn(url));
      assertThat(servers.turn()).as(url).isEmpty();
      assertThat(servers.stun()).as(url).isEmpty();
    }
    assertThat(servers("[{\"urls\":\"turn:h\"}]").turn()).isEmpty();
    assertThat(servers("[{\"urls\":\"turn:h\",\"username\":\"\",\"credential\":\"c\"}]").turn())
        .isEmpty();
    assertThat(servers("[{\"urls\":7},8,{}]").turn()).isEmpty();
  }

  @Test
  void takesOnlySoManyServers() {
    String eight = "\"stun:a\",\"stun:b\",\"stun:c\",\"stun:d\",\"stun:e\",\"stun:f\",\"stun:g\"";
    assertThat(servers("[{\"urls\":[" + eight + "]}]").stun()).hasSize(4);
    assertThat(
            servers(
                    "[{\"urls\":["
                        + eight.replace("stun", "turn")
                        + ",\"turn:h\",\"turn:i\""
                        + "],\"username\":\"u\",\"credential\":\"c\"},{\"urls\":\"turn:x\",\"username\":\"u\","
                        + "\"credential\":\"c\"}]")
                .turn())
        .hasSize(8);
  }

  @Test
  void refusesListsThatAreNone() {
    for (String rest :
        new String[] {
          "",
          ",\"servers\":{}",
          ",\"servers\":[],\"ttl\":0",
          ",\"servers\":[],\"ttl\":86401",
          ",\"servers\":[" + "{},".repeat(16) + "{}],\"ttl\":1"
        }) {
      assertThat(ServerMessage.read("{\"t\":\"ice\"" + rest + "}")).as(rest).isEmpty();
    }
  }

  @Test
  void refusesWorkThatIsNone() {
    assertThat(ServerMessage.read("{\"t\":\"work\",\"salt\":\"s\",\"bits\":18}"))
        .contains(new ServerMessage.Work("s", 18));
    for (String rest :
        new String[] {
          "\"salt\":\"\",\"bits\":18",
          "\"salt\":\"a b\",\"bits\":18",
          "\"salt\":\"s\",\"bits\":-1",
          "\"salt\":\"s\",\"bits\":257",
          "\"salt\":\"s\"",
          "\"bits\":18"
        }) {
      assertThat(ServerMessage.read("{\"t\":\"work\"," + rest + "}")).as(rest).isEmpty();
    }
  }

  @Test
  void theFirstNumberThatProvesTheWorkIsFound() {
    assertThat(ProofOfWork.search("salt", "open", 0, () -> false)).isEqualTo(OptionalLong.of(0));
    long nonce = ProofOfWork.search("salt", "open", 12, () -> false).orElseThrow();
    assertThat(ProofOfWork.search("salt", "open", 12, () -> false)).hasValue(nonce);
    assertThat(ProofOfWork.search("salt", "4711", 200, () -> true)).isEmpty();
  }
}
