package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.stun.ChangeRequest;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StunResponderTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("stun", failures::add);

  @AfterEach
  void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void tellsWhoeverAsksWhereItIs(String address) throws Exception {
    InetAddress here = literal(address);
    try (StunResponder responder = StunResponder.open(loop, List.of(here), 0);
        DatagramSocket asker = new DatagramSocket(0, here)) {
      assertThat(responder.localAddresses()).hasSize(1);
      send(asker, responder.localAddresses().get(0), StunMessage.bindingRequest(id()));
      assertThat(receive(asker).mappedAddress())
          .contains(Pair.address(new InetSocketAddress(here, asker.getLocalPort())));
    }
  }

  @Test
  void listensEverywhereForTheWildcard() throws Exception {
    InetAddress any = new InetSocketAddress(0).getAddress();
    try (StunResponder responder = StunResponder.open(loop, List.of(any), 0)) {
      assertThat(responder.localAddresses())
          .extracting(InetSocketAddress::getAddress)
          .contains(literal("127.0.0.1"))
          .noneMatch(InetAddress::isAnyLocalAddress)
          .noneMatch(InetAddress::isLinkLocalAddress);
    }
  }

  @Test
  void answersFromItsOtherPort() throws Exception {
    InetAddress here = literal("127.0.0.1");
    try (StunResponder responder = atTwoPorts(here);
        DatagramSocket asker = new DatagramSocket(0, here)) {
      List<InetSocketAddress> ports = responder.localAddresses();
      assertThat(ports).hasSize(2);
      send(
          asker,
          ports.get(0),
          StunMessage.bindingRequest(id()).changeRequest(new ChangeRequest(false, true)));
      DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
      asker.receive(packet);
      assertThat(packet.getSocketAddress()).isEqualTo(ports.get(1));
    }
  }

  @Test
  void saysWhenThePortIsTaken() throws Exception {
    InetAddress here = literal("127.0.0.1");
    try (DatagramSocket other = new DatagramSocket(0, here)) {
      int port = other.getLocalPort();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> StunResponder.open(loop, List.of(here), port));
    }
  }

  @Test
  void needsTwoPortsForDiscovery() {
    InetSocketAddress one = new InetSocketAddress(literal("127.0.0.1"), 1);
    InetSocketAddress other = new InetSocketAddress(literal("127.0.0.2"), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StunResponder.openForDiscovery(loop, one, other));
  }

  private static InetAddress literal(String address) {
    return Pair.socketAddress(TransportAddress.of(address, 0)).getAddress();
  }

  private static TransactionId id() {
    return TransactionId.random(new SecureRandom());
  }

  /** Somebody else may take a free port before we do; then others are free. */
  private StunResponder atTwoPorts(InetAddress here) throws IOException {
    while (true) {
      InetSocketAddress[] ports = twoFreePorts(here);
      try {
        return StunResponder.openForDiscovery(loop, ports[0], ports[1]);
      } catch (BindException e) {
        assertThat(e).hasMessageContaining("in use");
      }
    }
  }

  private static InetSocketAddress[] twoFreePorts(InetAddress here) throws IOException {
    try (DatagramSocket one = new DatagramSocket(0, here);
        DatagramSocket other = new DatagramSocket(0, here)) {
      return new InetSocketAddress[] {
        new InetSocketAddress(here, one.getLocalPort()),
        new InetSocketAddress(here, other.getLocalPort())
      };
    }
  }

  private static void send(DatagramSocket from, InetSocketAddress to, StunBuilder request)
      throws IOException {
    byte[] bytes = request.toBytes(null, true);
    from.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static StunMessage receive(DatagramSocket at) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    at.receive(packet);
    return StunMessage.parse(packet.getData(), 0, packet.getLength());
  }
}
