package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.net.Path;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.Function;

/** A lease and its gateway in virtual time, 5 ms apart. */
final class VirtualGateway implements Lease.Output {
  static final int PORT = 40_000;
  private static final long LATENCY = Duration.ofMillis(5).toNanos();

  final ScriptedPortControl server = new ScriptedPortControl();
  final List<String> events = new ArrayList<>();
  final InternalPort internal;
  final PortMapperOptions options;
  final Lease lease;
  Monotonic now = Monotonic.ofMillis(10);
  boolean up = true;
  boolean unreachable;
  private final Queue<Flight> flights = new ArrayDeque<>();
  private long epochAt = now.nanos();

  private static final class Flight {
    final long at;
    final byte[] answer;

    Flight(long at, byte[] answer) {
      this.at = at;
      this.answer = answer;
    }
  }

  VirtualGateway(PortMapperOptions options, String local) {
    this.options = options;
    this.internal =
        new InternalPort(Path.Transport.UDP, IpAddress.parse(local).orElseThrow(), PORT);
    this.lease = new Lease(this::clients, options, this);
  }

  static VirtualGateway withDefaults() {
    return new VirtualGateway(PortMapperOptions.defaults(), "192.168.1.7");
  }

  /** Further clients, after the usual ones. */
  Function<MappingClient.Output, List<MappingClient>> others = output -> List.of();

  private List<MappingClient> clients(MappingClient.Output output) {
    List<MappingClient> clients = new ArrayList<>();
    for (MappingProtocol protocol : options.protocols()) {
      if (protocol == MappingProtocol.PCP) {
        clients.add(new PortControl(new Pcp(internal, new Random(1)), options, this::send, output));
      } else if (protocol == MappingProtocol.NAT_PMP) {
        clients.add(new PortControl(new NatPmp(internal), options, this::send, output));
      }
    }
    clients.addAll(others.apply(output));
    return clients;
  }

  private void send(byte[] datagram) {
    if (unreachable) {
      flights.add(new Flight(now.nanos() + LATENCY, new byte[0]));
    } else if (up) {
      byte[] answer = server.answer(datagram);
      if (answer.length > 0) {
        flights.add(new Flight(now.nanos() + LATENCY, answer));
      }
    }
  }

  VirtualGateway start() {
    lease.start(now);
    return this;
  }

  /** Lets time pass: answers arrive and timeouts happen in their order. */
  VirtualGateway run(Duration duration) {
    long end = now.plus(duration).nanos();
    while (true) {
      long flight = flights.isEmpty() ? Monotonic.NEVER : flights.peek().at;
      long next = Math.min(flight, lease.nextTimeout());
      if (next > end) {
        moveTo(end);
        return this;
      }
      moveTo(Math.max(next, now.nanos()));
      if (flight <= next) {
        deliver(flights.remove().answer);
      } else {
        lease.handleTimeout(now);
      }
    }
  }

  private void moveTo(long nanos) {
    now = new Monotonic(nanos);
    long seconds = (nanos - epochAt) / 1_000_000_000L;
    server.epochSeconds += seconds;
    epochAt += seconds * 1_000_000_000L;
  }

  private void deliver(byte[] answer) {
    if (answer.length == 0) {
      lease.handleUnreachable(now);
    } else {
      lease.handleDatagram(answer, 0, answer.length, now);
    }
  }

  long millis() {
    return now.nanos() / 1_000_000;
  }

  @Override
  public void onMapped(MappingProtocol by, TransportAddress external, Duration lifetime) {
    events.add("mapped " + by.label() + " " + external + " " + lifetime.toSeconds());
  }

  @Override
  public void onUnmapped(List<MappingAttempt> attempts) {
    StringBuilder text = new StringBuilder("unmapped");
    for (MappingAttempt attempt : attempts) {
      text.append(' ').append(attempt.protocol().label()).append('=').append(attempt.outcome());
      if (attempt.code() != 0) {
        text.append('/').append(attempt.code());
      }
    }
    events.add(text + " at " + (millis() - 10));
  }

  @Override
  public void onClosed() {
    events.add("closed");
  }
}
