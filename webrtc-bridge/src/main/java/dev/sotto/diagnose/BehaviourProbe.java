package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.nat.BehaviourDiscovery;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.nat.ProbePacket;
import dev.sotto.net.Loop;
import dev.sotto.net.PacketKind;
import dev.sotto.net.Timer;
import dev.sotto.net.UdpSocket;
import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives a {@link BehaviourDiscovery} its two sockets and its timer. On the loop thread. */
final class BehaviourProbe {
  /** What is not known by then stays unknown. */
  private static final Duration LIMIT = Duration.ofMillis(3500);

  private final Loop loop;
  private final Timer timer;
  private final List<UdpSocket> sockets = new ArrayList<>();
  private final CompletableFuture<NatBehaviour> result = new CompletableFuture<>();
  private long end;
  private @Nullable BehaviourDiscovery discovery;

  private BehaviourProbe(Loop loop) {
    this.loop = loop;
    this.timer = loop.timer(this::goOn);
  }

  /**
   * Asks servers of one family. From any thread.
   *
   * @return completed on the loop thread, after 3.5 s at most
   */
  static CompletableFuture<NatBehaviour> run(
      Loop loop, List<TransportAddress> servers, Set<IpAddress> own, RandomGenerator random) {
    if (servers.isEmpty()) {
      return CompletableFuture.completedFuture(NatBehaviour.unknown());
    }
    BehaviourProbe probe = new BehaviourProbe(loop);
    loop.execute(() -> probe.start(servers, own, random));
    return probe.result;
  }

  private void start(List<TransportAddress> servers, Set<IpAddress> own, RandomGenerator random) {
    try {
      boolean ipv4 = servers.get(0).ip().isIpv4();
      for (int i = 0; i < 2; i++) {
        sockets.add(UdpSocket.open(loop, SocketAddresses.any(ipv4), this::onPacket));
      }
    } catch (IOException e) {
      // No socket of this family: the servers stay silent.
      sockets.forEach(UdpSocket::close);
    }
    Set<Integer> ports =
        sockets.stream()
            .map(socket -> socket.localAddress().getPort())
            .collect(Collectors.toUnmodifiableSet());
    end = loop.now().plus(LIMIT).nanos();
    discovery = new BehaviourDiscovery(servers, ports, own, random, loop.now());
    goOn();
  }

  private void onPacket(
      UdpSocket socket,
      PacketKind kind,
      InetSocketAddress source,
      byte[] buffer,
      int offset,
      int length) {
    if (discovery != null && kind == PacketKind.STUN) {
      discovery.handlePacket(
          sockets.indexOf(socket),
          SocketAddresses.value(source),
          buffer,
          offset,
          length,
          loop.now());
      goOn();
    }
  }

  private void goOn() {
    BehaviourDiscovery current = discovery;
    if (current == null) {
      return;
    }
    Monotonic now = loop.now();
    for (ProbePacket packet = current.poll(now); packet != null; packet = current.poll(now)) {
      send(packet);
    }
    if (current.result().isPresent() || now.hasReached(end)) {
      discovery = null;
      timer.cancel();
      sockets.forEach(UdpSocket::close);
      result.complete(current.soFar());
    } else {
      timer.schedule(Math.min(end, current.nextTimeout()));
    }
  }

  private void send(ProbePacket packet) {
    if (packet.socket() < sockets.size()) {
      byte[] bytes = packet.bytes();
      sockets.get(packet.socket()).send(SocketAddresses.of(packet.to()), bytes, 0, bytes.length);
    }
  }
}
