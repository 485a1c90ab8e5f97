package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.PeerRequest;
import dev.sotto.turn.TurnCredentials;
import dev.sotto.turn.TurnEvent;
import dev.sotto.turn.TurnFailure.Reason;
import dev.sotto.turn.TurnOptions;
import dev.sotto.turn.TurnTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that {@code docs/turn.md} gives for a relay open to everybody, at work. */
@InNamespace
@NeedsCoturn
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoturnConfigurationTest {
  private static final int PORT = 3878;
  private static final String SECRET = "north";
  private static final Pattern BLOCK = Pattern.compile("```\n(realm=.*?)```", Pattern.DOTALL);

  /** The first and the last of every range that no datagram may go to, as far as they are hosts. */
  private static final List<String> DENIED =
      List.of(
          "0.0.0.1",
          "0.255.255.255",
          "10.0.0.0",
          "10.255.255.255",
          "100.64.0.0",
          "100.127.255.255",
          "127.0.0.1",
          "127.255.255.255",
          "169.254.0.0",
          "169.254.169.254",
          "169.254.255.255",
          "172.16.0.0",
          "172.31.255.255",
          "192.0.0.0",
          "192.0.0.255",
          "192.168.0.0",
          "192.168.255.255",
          "198.18.0.0",
          "198.19.255.255",
          "240.0.0.1",
          "::1",
          "64:ff9b::a9fe:a9fe",
          "64:ff9b::ffff:ffff",
          "64:ff9b:1::1",
          "2002:a9fe:a9fe::1",
          "fc00::1",
          "fd00:ec2::254",
          "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "fe80::1",
          "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

  private static final List<String> ALLOWED =
      List.of("100.63.255.255", "172.32.0.0", "203.0.113.7", "2001:db8::7");

  private Coturn server;
  private String saidAtFirst = "";

  @BeforeAll
  void startAsTheDocumentSays(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("turnserver.conf");
    Files.writeString(file, documented().replace("=SECRET\n", "=" + SECRET + "\n"));
    server = Coturn.startWith(directory, PORT, file);
    saidAtFirst = server.log();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String documented() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", "turn.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private TurnSide side(String secret) throws Exception {
    long soon = Instant.now().getEpochSecond() + 600;
    TurnOptions options =
        TurnOptions.of(TurnCredentials.timeLimited(secret, "anna", soon), TurnTransport.DATAGRAM)
            .withFamilies(Set.of(AddressFamily.IPV4, AddressFamily.IPV6));
    return new TurnSide(server, TurnLink.Kind.UDP, options);
  }

  @Test
  void isUnderstoodToTheLastLine() {
    assertThat(saidAtFirst).doesNotContain("ERROR").doesNotContain("Bad configuration");
  }

  @Test
  void lendsItsAddressToTheInternetAndToNothingElse() throws Exception {
    try (TurnSide side = side(SECRET)) {
      side.client().allocate();
      assertThat(side.await(TurnEvent.Allocated.class).relayed()).hasSize(2);
      for (String address : DENIED) {
        ask(side, address);
        assertThat(side.await(TurnEvent.PermissionRefused.class).failure().reason())
            .as(address)
            .isEqualTo(Reason.FORBIDDEN);
      }
      for (String address : ALLOWED) {
        ask(side, address);
        side.await(TurnEvent.Permitted.class);
      }
      side.client().close();
      side.await(TurnEvent.Closed.class);
    }
  }

  private static void ask(TurnSide side, String address) {
    IpAddress peer = IpAddress.parse(address).orElseThrow();
    assertThat(side.client().permit(peer)).as(address).isEqualTo(PeerRequest.ACCEPTED);
  }

  @Test
  void knowsNobodyWithAnotherSecret() throws Exception {
    try (TurnSide side = side("south")) {
      side.client().allocate();
      assertThat(side.await(TurnEvent.Failed.class).failure().reason())
          .isEqualTo(Reason.UNAUTHORIZED);
    }
  }
}
