package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Path.Transport;
import dev.sotto.portmap.MappingAttempt.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PortMapperTest {
  private static final PortMapperOptions USUAL = PortMapperOptions.defaults();

  /** With time for a busy machine, where an answer is sure to come. */
  private static final PortMapperOptions ALL = patient(Duration.ofSeconds(1));

  private static final PortMapperOptions UPNP =
      patient(Duration.ofSeconds(20)).withProtocols(List.of(MappingProtocol.UPNP_IGD));
  private static final PortMapperOptions QUICK =
      USUAL.withProtocols(List.of(MappingProtocol.UPNP_IGD));

  private static final InetSocketAddress PORT = new InetSocketAddress(FakeGateway.HERE, 40_000);
  private static final TransportAddress OUTSIDE = TransportAddress.of("93.184.216.34", 40_000);

  private static PortMapperOptions patient(Duration headStart) {
    return new PortMapperOptions(
        USUAL.protocols(),
        USUAL.lifetime(),
        Duration.ofSeconds(30),
        headStart,
        USUAL.watch(),
        false);
  }

  @Test
  void mapsByPcpAndGivesItBack() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.portControl = true;
      PortMapper mapper = gateway.mapper(ALL);
      mapper.map(Transport.UDP, PORT, gateway.listener());

      PortMapping mapping = gateway.mapped();
      assertThat(mapping.protocol()).isEqualTo(MappingProtocol.PCP);
      assertThat(mapping.external()).isEqualTo(OUTSIDE);
      assertThat(mapping.isTranslated()).isTrue();
      mapper.close();
      assertThat(gateway.server.mapped).isEmpty();
      assertThat(gateway.server.requests).contains("map 40000", "delete 40000");
    }
  }

  @Test
  void oneMappingServesAllWhoAsk() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.portControl = true;
      PortMapper mapper = gateway.mapper(ALL);
      List<PortMapper.Registration> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(mapper.map(Transport.UDP, PORT, gateway.listener()));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(gateway.mapped().external()).isEqualTo(OUTSIDE);
      }
      all.add(mapper.map(Transport.UDP, PORT, gateway.listener()));
      assertThat(gateway.mapped().external()).isEqualTo(OUTSIDE);
      assertThat(gateway.server.requests).filteredOn("map 40000"::equals).hasSize(1);

      all.subList(0, 5).forEach(PortMapper.Registration::close);
      assertThat(gateway.server.mapped).isNotEmpty();
      all.get(5).close();
      all.get(5).close();
      // It is given back before it is given anew.
      mapper.map(Transport.UDP, PORT, gateway.listener());
      gateway.mapped();
      assertThat(gateway.server.requests)
          .filteredOn(request -> request.endsWith("40000"))
          .startsWith("map 40000", "delete 40000", "map 40000");
      mapper.close();
      assertThat(gateway.server.mapped).isEmpty();
    }
  }

  @Test
  void aNetworkWithoutAGatewayIsToldAtOnce() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(ALL, Optional.empty())) {
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.unmapped()).isEqualTo(new MappingReport(Optional.empty(), List.of()));
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.unmapped().gateway()).isEmpty();
    }
  }

  @Test
  void aClosedMapperMapsNothing() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.portControl = true;
      PortMapper mapper = gateway.mapper(ALL);
      mapper.close();
      mapper.close();
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.unmapped().attempts()).isEmpty();
      assertThat(gateway.server.requests).isEmpty();
    }
  }

  @Test
  void onlySoManyPortsAreMapped() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.portControl = true;
      PortMapper mapper = gateway.mapper(ALL);
      for (int port = 1; port <= 64; port++) {
        mapper.map(
            Transport.UDP, new InetSocketAddress(FakeGateway.HERE, port), gateway.listener());
      }
      for (int port = 1; port <= 64; port++) {
        gateway.mapped();
      }
      mapper.map(Transport.UDP, PORT, gateway.listener());
      gateway.unmapped();
      mapper.close();
      assertThat(gateway.server.mapped).isEmpty();
    }
  }

  @Test
  void aGatewayWithNothingButUpnpIsAskedSo() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.portControl = true;
      gateway.server.speaksPcp = false;
      gateway.server.speaksNatPmp = false;
      PortMapper mapper = gateway.mapper(ALL);
      mapper.map(Transport.TCP, PORT, gateway.listener());

      assertThat(gateway.mapped().protocol()).isEqualTo(MappingProtocol.UPNP_IGD);
      assertThat(gateway.mappings.get("40000"))
          .containsEntry("NewProtocol", "TCP")
          .containsEntry("NewInternalClient", "127.0.0.1")
          .containsEntry("NewInternalPort", "40000")
          .containsEntry("NewLeaseDuration", "3600");
      mapper.close();
      assertThat(gateway.mappings).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void mapsByEitherVersionOfIgd(int version) throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.version = version;
      PortMapper mapper = gateway.mapper(UPNP);
      mapper.map(Transport.UDP, PORT, gateway.listener());

      assertThat(gateway.mapped().external()).isEqualTo(OUTSIDE);
      assertThat(gateway.actions)
          .containsExactly(
              "GetExternalIPAddress", version == 2 ? "AddAnyPortMapping" : "AddPortMapping");
      mapper.close();
      assertThat(gateway.mappings).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTakenPortLeadsToAnother(int version) throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.version = version;
      gateway.mappings.put("40000", java.util.Map.of("NewInternalClient", "other"));
      PortMapper mapper = gateway.mapper(UPNP);
      mapper.map(Transport.UDP, PORT, gateway.listener());

      int port = gateway.mapped().external().port();
      assertThat(port).isNotEqualTo(40_000).isGreaterThanOrEqualTo(49_152);
      assertThat(gateway.mappings).containsOnlyKeys("40000", Integer.toString(port));
      mapper.close();
      assertThat(gateway.mappings).containsOnlyKeys("40000");
    }
  }

  @Test
  void aGatewayThatOnlyMapsForEverIsToldWhenItIsOver() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.onlyPermanent = true;
      PortMapper mapper = gateway.mapper(UPNP);
      mapper.map(Transport.UDP, PORT, gateway.listener());

      assertThat(gateway.mapped().external()).isEqualTo(OUTSIDE);
      assertThat(gateway.mappings.get("40000")).containsEntry("NewLeaseDuration", "0");
      mapper.close();
      assertThat(gateway.mappings).isEmpty();
    }
  }

  @Test
  void aRefusalHasItsCode() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(UPNP)) {
      gateway.error = 606;
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.unmapped().attempts())
          .containsExactly(new MappingAttempt(MappingProtocol.UPNP_IGD, Outcome.REFUSED, 606));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.5.5", "100.64.0.9", "0.0.0.0", "", "93.184.216.34.5", "no"})
  void aPrivateOrSenselessExternalAddressIsNotMappedTo(String address) throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(UPNP)) {
      gateway.external = address;
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.unmapped().attempts())
          .containsExactly(new MappingAttempt(MappingProtocol.UPNP_IGD, Outcome.UNUSABLE_ADDRESS));
      assertThat(gateway.mappings).isEmpty();
    }
  }

  @Test
  void aUpnpGatewayThatForgetsIsAskedAgain() throws Exception {
    try (FakeGateway gateway = new FakeGateway()) {
      PortMapper mapper = gateway.mapper(UPNP.withWatch(Duration.ofMillis(50)));
      mapper.map(Transport.UDP, PORT, gateway.listener());
      gateway.mapped();
      gateway.external = "93.184.216.99";
      gateway.mappings.clear();

      assertThat(gateway.mapped().external())
          .isEqualTo(TransportAddress.of("93.184.216.99", 40_000));
      assertThat(gateway.mappings).containsOnlyKeys("40000");
      mapper.close();
      assertThat(gateway.mappings).isEmpty();
    }
  }

  @Test
  void aLocationElsewhereIsNotAsked() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(QUICK);
        ServerSocket elsewhere = new ServerSocket(0, 5, FakeGateway.ELSEWHERE)) {
      String address = "127.0.0.2:" + elsewhere.getLocalPort();
      gateway.ssdp =
          (self, search) -> {
            for (String location :
                List.of(
                    "http://" + address + "/root.xml",
                    "http://127.0.0.1@" + address + "/root.xml",
                    "http://localhost:" + self.httpSocket.getLocalPort() + "/root.xml",
                    "https://127.0.0.1:" + self.httpSocket.getLocalPort() + "/root.xml",
                    "file:///etc/passwd",
                    "http://127.0.0.1:" + self.httpSocket.getLocalPort() + "/a b",
                    "")) {
              FakeGateway.answerSearch(self.ssdpSocket, search, location);
            }
          };
      gateway.http = (self, request, to) -> self.actions.add("asked");
      mapper.map(Transport.UDP, PORT, gateway.listener());

      gateway.unmapped();
      assertThat(gateway.actions).isEmpty();
      assertNobodyCame(elsewhere);
    }
  }

  @Test
  void aControlAddressElsewhereIsNotAsked() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(QUICK);
        ServerSocket elsewhere = new ServerSocket(0, 5, FakeGateway.ELSEWHERE)) {
      String control = "http://127.0.0.2:" + elsewhere.getLocalPort() + "/control";
      gateway.http =
          (self, request, to) -> FakeGateway.reply(to, 200, FakeGateway.description(1, control));
      mapper.map(Transport.UDP, PORT, gateway.listener());

      gateway.unmapped();
      assertNobodyCame(elsewhere);
    }
  }

  @Test
  void aRedirectElsewhereIsNotFollowed() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(QUICK);
        ServerSocket elsewhere = new ServerSocket(0, 5, FakeGateway.ELSEWHERE)) {
      String head =
          "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.2:"
              + (elsewhere.getLocalPort() + "/\r\n\r\n");
      gateway.http = (self, request, to) -> write(to, head);
      mapper.map(Transport.UDP, PORT, gateway.listener());

      gateway.unmapped();
      assertNobodyCame(elsewhere);
    }
  }

  private static void assertNobodyCame(ServerSocket server) throws IOException {
    // All that could come has come: the mapper has given its answer.
    server.setSoTimeout(1);
    try {
      server.accept().close();
      throw new AssertionError("somebody came");
    } catch (SocketTimeoutException e) {
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void anAnswerFromAStrangerIsNotHeard() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(QUICK);
        DatagramSocket stranger =
            new DatagramSocket(new InetSocketAddress(FakeGateway.ELSEWHERE, 0))) {
      gateway.ssdp = (self, search) -> FakeGateway.answerSearch(stranger, search, self.location());
      gateway.http = (self, request, to) -> self.actions.add("asked");
      mapper.map(Transport.UDP, PORT, gateway.listener());

      gateway.unmapped();
      assertThat(gateway.actions).isEmpty();
    }
  }

  @Test
  void aChunkedDescriptionIsAsGood() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(UPNP)) {
      gateway.http =
          (self, request, to) -> {
            if (request.head().startsWith("GET")) {
              String good = FakeGateway.description(1, "/control");
              String size = Integer.toHexString(good.length() - 7);
              write(to, chunked("7\r\n" + good.substring(0, 7) + "\r\n"));
              write(to, size + ";x=y\r\n" + good.substring(7) + "\r\n0\r\n\r\n");
            } else {
              FakeGateway.answerHttp(self, request, to);
            }
          };
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.mapped().external()).isEqualTo(OUTSIDE);
    }
  }

  @Test
  void aGatewayThatDripsIsGivenUpAndHungUpOn() throws Exception {
    BlockingQueue<String> end = new LinkedBlockingQueue<>();
    try (FakeGateway gateway = new FakeGateway();
        PortMapper mapper = gateway.mapper(QUICK)) {
      gateway.http =
          (self, request, to) -> {
            try {
              write(to, "HTTP/1.1 200 OK\r\nX: ");
              // A byte whenever the mapper's own clock ticks on: never silent, never done.
              while (true) {
                write(to, "y");
                pause();
              }
            } catch (IOException e) {
              end.add("hung up");
            }
          };
      mapper.map(Transport.UDP, PORT, gateway.listener());
      assertThat(gateway.unmapped().attempts())
          .containsExactly(new MappingAttempt(MappingProtocol.UPNP_IGD, Outcome.SILENT));
      assertThat(end.poll(30, TimeUnit.SECONDS)).isEqualTo("hung up");
    }
  }

  /** As long as a byte takes on a very slow line. */
  private static void pause() {
    try {
      new LinkedBlockingQueue<String>().poll(1, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aMappingThatNobodyWantsAnyMoreWhenItComesIsGivenBack() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    BlockingQueue<String> goOn = new LinkedBlockingQueue<>();
    try (FakeGateway gateway = new FakeGateway()) {
      PortMapper mapper = gateway.mapper(UPNP);
      gateway.http =
          (self, request, to) -> {
            if (request.head().contains("#AddPortMapping")) {
              asked.add("asked");
              take(goOn);
            }
            FakeGateway.answerHttp(self, request, to);
          };
      PortMapper.Registration registration = mapper.map(Transport.UDP, PORT, gateway.listener());
      take(asked);
      registration.close();
      goOn.add("go on");
      mapper.close();
      assertThat(gateway.actions).contains("AddPortMapping", "DeletePortMapping");
      assertThat(gateway.mappings).isEmpty();
      assertThat(gateway.news).isEmpty();
    }
  }

  private static String take(BlockingQueue<String> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String chunked(String body) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
  }

  private static void write(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
