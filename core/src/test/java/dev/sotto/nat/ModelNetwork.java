package dev.sotto.nat;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.ChangeRequest;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A host, a NAT of a chosen kind, and STUN servers on two public addresses, in virtual time. */
final class ModelNetwork {
  static final TransportAddress PRIMARY = TransportAddress.of("203.0.113.2", 3478);
  static final TransportAddress OTHER = TransportAddress.of("203.0.113.3", 3479);
  static final TransportAddress PLAIN = TransportAddress.of("198.51.100.7", 3478);
  static final TransportAddress PLAIN_TWO = TransportAddress.of("198.51.100.8", 3478);

  private static final IpAddress HOST = IpAddress.parse("10.0.0.2").orElseThrow();
  private static final IpAddress OUTSIDE = IpAddress.parse("192.0.2.1").orElseThrow();
  private static final int[] PORTS = {50_000, 50_001};

  private final MappingBehaviour mapping;
  private final FilteringBehaviour filtering;
  private boolean translates = true;
  private boolean hairpins;
  private boolean blocksUdp;
  private boolean otherAddressIsALie;
  private boolean refusesChange;
  private Predicate<Integer> lost = packet -> false;

  private final Map<String, Integer> mapped = new HashMap<>();
  private final Map<Integer, Integer> internal = new HashMap<>();
  private final Map<Integer, Set<TransportAddress>> contacted = new HashMap<>();
  private final List<ProbePacket> sent = new ArrayList<>();
  private Monotonic now = Monotonic.ofMillis(1000);
  private @Nullable BehaviourDiscovery discovery;

  ModelNetwork(MappingBehaviour mapping, FilteringBehaviour filtering) {
    this.mapping = mapping;
    this.filtering = filtering;
  }

  static ModelNetwork withoutNat(FilteringBehaviour firewall) {
    ModelNetwork network = new ModelNetwork(MappingBehaviour.ENDPOINT_INDEPENDENT, firewall);
    network.translates = false;
    return network;
  }

  ModelNetwork hairpinning() {
    hairpins = true;
    return this;
  }

  ModelNetwork blockingUdp() {
    blocksUdp = true;
    return this;
  }

  /** The server names another address, where nobody answers and from where nothing comes. */
  ModelNetwork lyingServer() {
    otherAddressIsALie = true;
    return this;
  }

  ModelNetwork refusingChange() {
    refusesChange = true;
    return this;
  }

  /** Loses the packets with these numbers, in the order in which the host sends them. */
  ModelNetwork losing(Predicate<Integer> numbers) {
    lost = numbers;
    return this;
  }

  List<ProbePacket> sent() {
    return sent;
  }

  Monotonic now() {
    return now;
  }

  NatBehaviour discover(TransportAddress... servers) {
    Monotonic began = now;
    BehaviourDiscovery run =
        new BehaviourDiscovery(
            List.of(servers), Set.of(PORTS[0], PORTS[1]), Set.of(HOST), new Random(5780), now);
    discovery = run;
    while (true) {
      for (ProbePacket p = run.poll(now); p != null; p = run.poll(now)) {
        sent.add(p);
        if (!lost.test(sent.size())) {
          fromHost(p);
        }
      }
      if (run.result().isPresent()) {
        if (run.nextTimeout() != Monotonic.NEVER) {
          throw new AssertionError("a result and yet a deadline");
        }
        break;
      }
      if (run.nextTimeout() <= now.nanos()) {
        throw new AssertionError("a deadline that is not kept");
      }
      now = new Monotonic(run.nextTimeout());
    }
    if (now.since(began).compareTo(Duration.ofSeconds(4)) > 0) {
      throw new AssertionError("took " + now.since(began));
    }
    return run.result().orElseThrow();
  }

  /** Hands the host something that no NAT has seen. */
  void inject(int socket, TransportAddress from, byte[] packet) {
    current().handlePacket(socket, from, packet, 0, packet.length, now);
  }

  private void fromHost(ProbePacket packet) {
    if (blocksUdp) {
      return;
    }
    int outer = outerPort(packet.socket(), packet.to());
    contacted.computeIfAbsent(outer, port -> new HashSet<>()).add(packet.to());
    TransportAddress source = new TransportAddress(translates ? OUTSIDE : HOST, outer);
    if (packet.to().ip().equals(OUTSIDE)) {
      if (hairpins) {
        toHost(source, packet.to().port(), packet.bytes());
      }
      return;
    }
    answer(packet, source);
  }

  private int outerPort(int socket, TransportAddress to) {
    if (!translates) {
      internal.put(PORTS[socket], socket);
      return PORTS[socket];
    }
    String key =
        switch (mapping) {
          case ENDPOINT_INDEPENDENT -> "" + socket;
          case ADDRESS_DEPENDENT -> socket + " " + to.ip();
          case ADDRESS_AND_PORT_DEPENDENT -> socket + " " + to;
          case ENDPOINT_DEPENDENT, UNKNOWN -> throw new AssertionError(mapping);
        };
    int outer = mapped.computeIfAbsent(key, any -> 1024 + mapped.size());
    internal.put(outer, socket);
    return outer;
  }

  private void answer(ProbePacket packet, TransportAddress source) {
    TransportAddress to = packet.to();
    boolean discovers = to.ip().equals(PRIMARY.ip()) || to.ip().equals(OTHER.ip());
    boolean isThere = discovers || to.equals(PLAIN) || to.equals(PLAIN_TWO);
    if (!isThere || (otherAddressIsALie && to.ip().equals(OTHER.ip()))) {
      return;
    }
    StunMessage request = StunMessage.parse(packet.bytes(), 0, packet.bytes().length);
    ChangeRequest change = request.changeRequest().orElse(new ChangeRequest(false, false));
    boolean changes = change.ip() || change.port();
    if (changes && refusesChange) {
      toHost(to, source.port(), request.errorResponse(420, "").toBytes(null, true));
      return;
    }
    IpAddress otherIp = to.ip().equals(PRIMARY.ip()) ? OTHER.ip() : PRIMARY.ip();
    int otherPort = to.port() == PRIMARY.port() ? OTHER.port() : PRIMARY.port();
    TransportAddress from =
        new TransportAddress(
            change.ip() ? otherIp : to.ip(), change.port() ? otherPort : to.port());
    StunBuilder answer = request.successResponse().xorMappedAddress(source);
    if (discovers) {
      answer.otherAddress(new TransportAddress(otherIp, otherPort));
    }
    if (!(otherAddressIsALie && from.ip().equals(OTHER.ip()))) {
      toHost(from, source.port(), answer.toBytes(null, true));
    }
  }

  private void toHost(TransportAddress from, int outer, byte[] packet) {
    Integer socket = internal.get(outer);
    Set<TransportAddress> known = contacted.getOrDefault(outer, Set.of());
    boolean let =
        switch (filtering) {
          case ENDPOINT_INDEPENDENT -> true;
          case ADDRESS_DEPENDENT -> known.stream().anyMatch(to -> to.ip().equals(from.ip()));
          case ADDRESS_AND_PORT_DEPENDENT -> known.contains(from);
          case UNKNOWN -> throw new AssertionError(filtering);
        };
    if (socket != null && let) {
      inject(socket, from, packet);
    }
  }

  private BehaviourDiscovery current() {
    BehaviourDiscovery run = discovery;
    if (run == null) {
      throw new AssertionError("not begun");
    }
    return run;
  }

  static byte[] forged(MessageClass messageClass, ProbePacket asked, TransportAddress mapped) {
    StunMessage request = StunMessage.parse(asked.bytes(), 0, asked.bytes().length);
    return StunMessage.builder(StunMessage.BINDING, messageClass, request.transactionId())
        .xorMappedAddress(mapped)
        .toBytes(null, true);
  }
}
