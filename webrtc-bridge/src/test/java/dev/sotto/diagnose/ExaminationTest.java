package dev.sotto.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.StunResponder;
import dev.sotto.ice.StunServer;
import dev.sotto.nat.FilteringBehaviour;
import dev.sotto.nat.Finding;
import dev.sotto.nat.MappingBehaviour;
import dev.sotto.net.Loop;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Asks servers on the loopback interface only, and no gateway. */
@Timeout(60)
class ExaminationTest {
  private static final InetAddress HERE = literal("127.0.0.1");

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("stun", failures::add);

  @AfterEach
  void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void asksAServerHowItSeesUs() throws Exception {
    try (StunResponder server = StunResponder.open(loop, List.of(HERE), 0)) {
      Diagnosis facts = examine(List.of(at(server.localAddresses().get(0))), Optional.empty());

      assertThat(facts.ipv4().udp()).isEqualTo(Finding.YES);
      assertThat(facts.ipv4().translated()).isEqualTo(Finding.NO);
      assertThat(facts.ipv4().mapped().map(TransportAddress::ip))
          .contains(TransportAddress.of("127.0.0.1", 0).ip());
      assertThat(facts.ipv4().filtering()).isEqualTo(FilteringBehaviour.UNKNOWN);
      assertThat(facts.ipv6().udp()).isEqualTo(Finding.UNKNOWN);
      assertThat(facts.mappings()).isEmpty();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 127.0.0.2 is no address")
  void findsOutAllThatAServerWithTwoAddressesShows() throws Exception {
    try (StunResponder server = atTwoAddresses()) {
      Diagnosis facts = examine(List.of(at(server.localAddresses().get(0))), Optional.empty());

      assertThat(facts.ipv4().mapping()).isEqualTo(MappingBehaviour.ENDPOINT_INDEPENDENT);
      assertThat(facts.ipv4().filtering()).isEqualTo(FilteringBehaviour.ENDPOINT_INDEPENDENT);
    }
  }

  @Test
  void isOverWhereAllIsSilent() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, HERE);
        ServerSocket deaf = new ServerSocket(0, 1, HERE)) {
      StunServer server = new StunServer("127.0.0.1", silent.getLocalPort());
      URI rendezvous = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
      Diagnosis facts = examine(List.of(server), Optional.of(rendezvous));

      assertThat(facts.ipv4().udp()).isEqualTo(Finding.NO);
      assertThat(facts.ipv4().servers()).hasSize(2);
      assertThat(facts.rendezvous().orElseThrow().answered()).isFalse();
      assertThat(facts.rendezvous().orElseThrow().reason()).isEqualTo("no answer");
    }
  }

  @Test
  void endsWhenItHasNotBegun() {
    Examination examination =
        new Examination(
            new DiagnosisOptions(List.of(), List.of(), Optional.empty(), Optional.empty()),
            failures::add);
    examination.close();
    examination.close();
  }

  private Diagnosis examine(List<StunServer> servers, Optional<URI> rendezvous) {
    try (Examination examination =
        new Examination(
            new DiagnosisOptions(servers, List.of(), rendezvous, Optional.empty()),
            failures::add)) {
      return examination.run();
    }
  }

  /** Somebody else may take a free port before we do; then others are free. */
  private StunResponder atTwoAddresses() throws IOException {
    while (true) {
      try {
        return StunResponder.openForDiscovery(loop, free(HERE), free(literal("127.0.0.2")));
      } catch (BindException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  private static InetSocketAddress free(InetAddress at) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, at)) {
      return new InetSocketAddress(at, socket.getLocalPort());
    }
  }

  private static StunServer at(InetSocketAddress address) {
    return new StunServer(address.getAddress().getHostAddress(), address.getPort());
  }

  private static InetAddress literal(String address) {
    return SocketAddresses.of(TransportAddress.of(address, 0)).getAddress();
  }
}
