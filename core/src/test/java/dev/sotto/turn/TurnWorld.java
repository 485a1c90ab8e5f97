package dev.sotto.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.time.Monotonic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A client, a server and nothing between them, in virtual time. */
final class TurnWorld {
  static final TransportAddress PEER = TransportAddress.of("192.0.2.10", 4000);
  static final TransportAddress PEER6 = TransportAddress.of("2001:db8:1::10", 4000);

  private final ScriptedServer server = new ScriptedServer();
  private final List<TurnEvent> events = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private final byte[] buffer = new byte[TurnClient.MAX_REQUEST];
  private final TurnClient client;
  private final TurnTransport transport;
  private Monotonic now = Monotonic.ofMillis(1000);

  TurnWorld(TurnOptions options) {
    transport = options.transport();
    client =
        new TurnClient(
            options,
            new Random(1),
            (peer, from, offset, length) ->
                received.add(
                    peer + " " + new String(from, offset, length, StandardCharsets.UTF_8)));
  }

  static TurnWorld overUdp() {
    return new TurnWorld(options());
  }

  static TurnOptions options() {
    return TurnOptions.of(ScriptedServer.CREDENTIALS, TurnTransport.DATAGRAM);
  }

  static TurnWorld allocated() {
    return overUdp().allocate();
  }

  static TurnWorld allocatedForBoth() {
    Set<AddressFamily> both = Set.of(AddressFamily.IPV4, AddressFamily.IPV6);
    return new TurnWorld(options().withFamilies(both)).allocate();
  }

  private TurnWorld allocate() {
    client.allocate();
    settle();
    assertThat(events).hasOnlyElementsOfType(TurnEvent.Allocated.class).hasSize(1);
    events.clear();
    return this;
  }

  TurnClient client() {
    return client;
  }

  ScriptedServer server() {
    return server;
  }

  Monotonic now() {
    return now;
  }

  List<String> received() {
    return received;
  }

  /** The events since the last call. */
  List<TurnEvent> events() {
    List<TurnEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  TurnEvent onlyEvent() {
    List<TurnEvent> taken = events();
    assertThat(taken).hasSize(1);
    return taken.get(0);
  }

  TurnFailure failure() {
    return ((TurnEvent.Failed) onlyEvent()).failure();
  }

  /** Carries packets to and fro until there are none. */
  void settle() {
    for (int length = client.poll(buffer, 0, now); length > 0; ) {
      deliver(server.handle(Arrays.copyOf(buffer, length), now));
      length = client.poll(buffer, 0, now);
    }
    takeEvents();
  }

  void deliver(byte[] packet) {
    client.handlePacket(packet, 0, packet.length, now);
    takeEvents();
  }

  private void takeEvents() {
    for (TurnEvent event = client.pollEvent(); event != null; event = client.pollEvent()) {
      events.add(event);
    }
  }

  /** Lets time pass, from deadline to deadline. */
  void advance(Duration duration) {
    Monotonic end = now.plus(duration);
    while (client.nextTimeout() <= end.nanos()) {
      assertThat(client.nextTimeout()).as("a deadline that is not kept").isGreaterThan(now.nanos());
      now = new Monotonic(client.nextTimeout());
      client.handleTimeout(now);
      settle();
    }
    now = end;
  }

  /** Sends a datagram to a peer by way of the server; false when it is not permitted. */
  boolean send(TransportAddress peer, String data) {
    byte[] datagram = data.getBytes(StandardCharsets.UTF_8);
    byte[] packet = new byte[datagram.length + TurnClient.MAX_OVERHEAD];
    int length = client.wrap(peer, datagram, 0, datagram.length, packet, 0);
    if (length == 0) {
      return false;
    }
    if (transport == TurnTransport.STREAM) {
      assertThat(length % 4).as("padding over a stream").isZero();
    }
    assertThat(server.handle(Arrays.copyOf(packet, length), now)).isEmpty();
    return true;
  }

  void receiveFrom(TransportAddress peer, String data) {
    deliver(server.fromPeer(peer, data, now));
  }
}
