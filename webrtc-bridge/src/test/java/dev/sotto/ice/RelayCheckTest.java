package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.net.Loop;
import dev.sotto.net.TestTls;
import dev.sotto.turn.TurnCredentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RelayCheckTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("relays", failures::add);
  private final ExecutorService blocking = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    loop.close();
    blocking.shutdownNow();
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TLS")
  void getsAnAddressAndGivesItBack(Transport transport) throws Exception {
    try (TurnServerOnLoopback server = server()) {
      RelayCheck.Answer answer =
          check(server.address(transport), transport, TurnServerOnLoopback.ANNA, LONG);

      assertThat(answer.relayed()).isNotEmpty();
      assertThat(answer.reason()).isEmpty();
      int method = 0;
      while (method != TurnServerOnLoopback.REFRESH) {
        method = server.methods().take();
      }
    }
  }

  @Test
  void saysWhyThereIsNone() throws Exception {
    try (TurnServerOnLoopback server = server()) {
      RelayCheck.Answer wrong =
          check(
              server.address(Transport.UDP),
              Transport.UDP,
              new TurnCredentials("anna", "wrong"),
              LONG);
      assertThat(wrong.relayed()).isEmpty();
      assertThat(wrong.reason()).isNotBlank().doesNotContain("anna", "wrong");

      RelayCheck.Answer untrusted =
          check(server.address(Transport.TLS), Transport.TLS, TurnServerOnLoopback.ANNA, LONG);
      assertThat(untrusted.reason()).contains("certificate");
    }
  }

  @Test
  void waitsNoLongerThanItShould() throws Exception {
    try (TurnServerOnLoopback server = server()) {
      server.beDeafTo(TurnServerOnLoopback.ALLOCATE);
      RelayCheck.Answer answer =
          check(
              server.address(Transport.UDP),
              Transport.UDP,
              TurnServerOnLoopback.ANNA,
              Duration.ofMillis(50));
      assertThat(answer).isEqualTo(new RelayCheck.Answer(List.of(), "no answer"));
    }
  }

  private RelayCheck.Answer check(
      InetSocketAddress address, Transport transport, TurnCredentials who, Duration patience) {
    TurnServer server =
        new TurnServer(address.getAddress().getHostAddress(), address.getPort(), transport, who);
    return RelayCheck.run(server, patience, loop, blocking, new SecureRandom()).join();
  }

  private static TurnServerOnLoopback server() throws Exception {
    InetAddress here = Pair.socketAddress(TransportAddress.of("127.0.0.1", 0)).getAddress();
    return new TurnServerOnLoopback(here, 0, TestTls.forAddresses("127.0.0.1").server());
  }
}
