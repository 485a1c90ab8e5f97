package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Timer;
import dev.sotto.turn.AddressFamily;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the TURN servers for addresses: those by UDP first, and by TCP and TLS when they are slow to
 * answer, or at once when there is no time. On the loop thread.
 */
final class Relays {
  private static final Duration HEAD_START = Duration.ofMillis(500);

  private final IceContext context;
  private final Output output;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Timer> later = new ArrayList<>();
  private final Lookups lookups;
  private IceOptions options;
  private boolean begun;
  private int waiting;

  /** Asks nobody yet. */
  Relays(IceOptions options, IceContext context, Output output) {
    this.options = options;
    this.context = context;
    this.output = output;
    this.lookups = new Lookups(context.loop(), context.blocking());
  }

  /** Where its results go. */
  interface Output extends Wire.Receiver {
    /** A server holds these addresses for us. */
    void onRelay(TurnServer server, List<Wire> wires);

    /** A server holds none for us, or no more. */
    void onNoRelay(TurnServer server, List<Wire> lost, String reason);
  }

  /** The servers of these are asked, unless asking has begun: then the next time. */
  void use(IceOptions changed) {
    options = changed;
  }

  /** Starts to ask, once. */
  void ask(boolean hurry) {
    if (begun) {
      return;
    }
    begun = true;
    for (TurnServer server : options.turnServers()) {
      Duration wait = hurry ? Duration.ZERO : headStart(server);
      waiting++;
      Timer timer = context.loop().timer(() -> askUnlessServed(server));
      later.add(timer);
      timer.schedule(context.loop().now().plus(wait).nanos());
    }
  }

  /** How long those that are cheaper have for themselves. */
  private static Duration headStart(TurnServer server) {
    return switch (server.transport()) {
      case UDP -> Duration.ZERO;
      case TCP -> HEAD_START;
      case TLS -> HEAD_START.multipliedBy(2);
    };
  }

  /** Whether asking has begun. */
  boolean isBegun() {
    return begun;
  }

  /** Whether every server that is to be asked has answered or been given up. */
  boolean isSettled() {
    return waiting == 0 && attempts.stream().noneMatch(attempt -> attempt.open);
  }

  /** Lets all go, and may be asked again. */
  void close() {
    begun = false;
    waiting = 0;
    later.forEach(Timer::cancel);
    later.clear();
    List.copyOf(attempts).forEach(Attempt::close);
    attempts.clear();
  }

  /** Hands over what there is, to be closed later, and may ask again. */
  List<Attempt> retire() {
    begun = false;
    waiting = 0;
    later.forEach(Timer::cancel);
    later.clear();
    List<Attempt> retired = List.copyOf(attempts);
    attempts.clear();
    return retired;
  }

  /** A relay by UDP makes the same server by a stream superfluous. */
  private void askUnlessServed(TurnServer server) {
    waiting--;
    boolean served =
        attempts.stream()
            .anyMatch(
                attempt ->
                    !attempt.wires.isEmpty()
                        && attempt.server.host().equals(server.host())
                        && attempt.server.transport() != server.transport());
    if (served) {
      output.onNoRelay(server, List.of(), "not needed");
    } else {
      Attempt attempt = new Attempt(server);
      attempts.add(attempt);
      attempt.open();
    }
  }

  private Set<AddressFamily> families() {
    Set<AddressFamily> wanted = EnumSet.noneOf(AddressFamily.class);
    if (options.addresses().ipv4()) {
      wanted.add(AddressFamily.IPV4);
    }
    if (options.addresses().ipv6()) {
      wanted.add(AddressFamily.IPV6);
    }
    return wanted;
  }

  /** One server. */
  final class Attempt implements Relay.Listener, AutoCloseable {
    private final TurnServer server;
    private List<Wire> wires = List.of();
    private boolean open = true;
    private boolean closed;
    private @Nullable Relay relay;

    private Attempt(TurnServer server) {
      this.server = server;
    }

    /** What it holds for us. */
    List<Wire> wires() {
      return wires;
    }

    /** Where only some addresses may be used, the server may be asked from one of those only. */
    private void open() {
      AddressFilter filter = options.addresses();
      if (!filter.isRestricted()) {
        open(null);
        return;
      }
      lookups.begin(
          () -> HostAddresses.list(filter),
          addresses -> {
            if (closed) {
              return;
            }
            Optional<InetAddress> from =
                addresses.stream().max(Comparator.comparing(Inet4Address.class::isInstance));
            if (from.isPresent()) {
              open(from.get());
            } else {
              end("this machine has no address that may be used");
            }
          });
    }

    private void open(@Nullable InetAddress from) {
      relay =
          Relay.open(
              server,
              from,
              families(),
              context.loop(),
              context.blocking(),
              context.tls(),
              context.random(),
              this);
    }

    private Carrier carrier() {
      return switch (server.transport()) {
        case UDP -> Carrier.RELAY_UDP;
        case TCP -> Carrier.RELAY_TCP;
        case TLS -> Carrier.RELAY_TLS;
      };
    }

    @Override
    public void onAllocated(List<TransportAddress> relayed, TransportAddress mapped) {
      open = false;
      Relay from = relay;
      if (from == null) {
        return;
      }
      List<Wire> made = new ArrayList<>(relayed.size());
      for (TransportAddress address : relayed) {
        made.add(new RelayWire(from, carrier(), address));
      }
      wires = List.copyOf(made);
      output.onRelay(server, wires);
    }

    @Override
    public void onDatagram(
        TransportAddress relayed, InetSocketAddress peer, byte[] buffer, int offset, int length) {
      for (Wire wire : wires) {
        if (length > 0 && Pair.address(wire.base().address()).equals(relayed)) {
          output.onPacket(wire, peer, buffer, offset, length);
          return;
        }
      }
    }

    @Override
    public void onFailed(String reason) {
      end(reason);
    }

    @Override
    public void onLost() {
      end("the server let it go, or is gone");
    }

    private void end(String reason) {
      open = false;
      List<Wire> lost = wires;
      wires = List.of();
      if (!closed) {
        output.onNoRelay(server, lost, reason);
      }
    }

    @Override
    public void close() {
      closed = true;
      open = false;
      if (relay != null) {
        relay.close();
      }
    }
  }
}
