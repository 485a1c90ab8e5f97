package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.turn.TurnCredentials;
import dev.sotto.web.IceServer;
import dev.sotto.web.IceServer.Credentials;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SharedIceServersTest {
  private static final List<IceServerUri> SERVERS =
      Stream.of(
              "stun:192.0.2.1",
              "turn:relay.example.org",
              "turn:[2001:db8::1]:3479?transport=tcp",
              "turns:relay.example.org")
          .map(IceServerUri::parse)
          .toList();

  @Test
  void writesUrisForBrowsers() {
    List<IceServer> servers = SharedIceServers.minting(SERVERS, "hush").servers("tag");

    assertThat(servers).hasSize(2);
    assertThat(servers.get(0))
        .isEqualTo(new IceServer(List.of("stun:192.0.2.1:3478"), Optional.empty()));
    assertThat(servers.get(1).urls())
        .containsExactly(
            "turn:relay.example.org:3478?transport=udp",
            "turn:[2001:db8::1]:3479?transport=tcp",
            "turns:relay.example.org:5349?transport=tcp");
  }

  @Test
  void makesCredentialsOfTenMinutesForEachTag() throws GeneralSecurityException {
    SharedIceServers source = SharedIceServers.minting(SERVERS, "hush");
    Credentials made = source.servers("a-tag").get(1).credentials().orElseThrow();

    assertThat(source.lifetime()).isEqualTo(Duration.ofMinutes(10));
    assertThat(made.username()).matches("\\d+:a-tag");
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec("hush".getBytes(UTF_8), "HmacSHA1"));
    assertThat(made.password())
        .isEqualTo(
            Base64.getEncoder().encodeToString(mac.doFinal(made.username().getBytes(UTF_8))));
    assertThat(made.toString()).doesNotContain(made.password());
  }

  @Test
  void givesEverybodyWhatIsFixed() {
    SharedIceServers source = SharedIceServers.fixed(SERVERS, new TurnCredentials("u", "p"));

    assertThat(source.servers("x").get(1).credentials()).contains(new Credentials("u", "p"));
    assertThat(
            SharedIceServers.withoutRelays(List.of(IceServerUri.parse("stun:192.0.2.1")))
                .servers("x"))
        .containsExactly(new IceServer(List.of("stun:192.0.2.1:3478"), Optional.empty()));
  }
}
