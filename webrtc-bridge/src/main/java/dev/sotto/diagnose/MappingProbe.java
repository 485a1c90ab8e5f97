package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Path;
import dev.sotto.net.UdpSocket;
import dev.sotto.portmap.MappingAttempt;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.portmap.MappingListener;
import dev.sotto.portmap.MappingProtocol;
import dev.sotto.portmap.MappingReport;
import dev.sotto.portmap.PortMapper;
import dev.sotto.portmap.PortMapperOptions;
import dev.sotto.portmap.PortMapping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Asks the gateway for a port in every way there is, each for a port of its own, and gives back
 * what it got. Each port is ours while it is open, so that nobody else's is laid open.
 */
final class MappingProbe implements AutoCloseable {
  private final Loop loop;
  private final Executor blocking;
  private final RandomGenerator random;
  private final PortMapperOptions options;
  private final List<PortMapper> mappers = new CopyOnWriteArrayList<>();

  MappingProbe(Loop loop, Executor blocking, RandomGenerator random, PortMapperOptions options) {
    this.loop = loop;
    this.blocking = blocking;
    this.random = random;
    this.options = options;
  }

  /** Asks for all families that the machine has; done when all is given back. */
  CompletableFuture<List<MappingFinding>> run(List<LocalAddress> addresses) {
    List<CompletableFuture<MappingFinding>> asked = new ArrayList<>();
    if (addresses.stream().anyMatch(address -> isUsable(address, true))) {
      for (MappingProtocol protocol : options.protocols()) {
        asked.add(ask(protocol, SocketAddresses.any(true)));
      }
    }
    if (options.protocols().contains(MappingProtocol.PCP)) {
      addresses.stream()
          .filter(address -> isUsable(address, false))
          .map(address -> new InetSocketAddress(SocketAddresses.of(address.ip()), 0))
          .findFirst()
          .ifPresent(address -> asked.add(ask(MappingProtocol.PCP, address)));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }

  private static boolean isUsable(LocalAddress address, boolean ipv4) {
    return address.ip().isIpv4() == ipv4
        && address.kind() != AddressKind.LINK_LOCAL
        && (ipv4 || address.kind() == AddressKind.GLOBAL);
  }

  private CompletableFuture<MappingFinding> ask(MappingProtocol protocol, InetSocketAddress at) {
    boolean ipv4 = at.getAddress().getAddress().length == 4;
    PortMapper mapper =
        new PortMapper(options.withProtocols(List.of(protocol)), loop, blocking, random);
    mappers.add(mapper);
    return open(at)
        .thenCompose(
            socket -> {
              CompletableFuture<MappingFinding> first = new CompletableFuture<>();
              mapper.map(Path.Transport.UDP, socket.localAddress(), told(protocol, ipv4, first));
              return first.thenApplyAsync(
                  finding -> {
                    mapper.close();
                    loop.execute(socket::close);
                    return finding;
                  },
                  blocking);
            })
        .exceptionally(
            failure -> unmapped(protocol, ipv4, Optional.empty(), Outcome.UNREACHABLE, 0));
  }

  private CompletableFuture<UdpSocket> open(InetSocketAddress at) {
    CompletableFuture<UdpSocket> opened = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            opened.complete(
                UdpSocket.open(loop, at, (socket, kind, source, buffer, offset, length) -> {}));
          } catch (IOException e) {
            opened.completeExceptionally(e);
          }
        });
    return opened;
  }

  private static MappingListener told(
      MappingProtocol protocol, boolean ipv4, CompletableFuture<MappingFinding> first) {
    return new MappingListener() {
      @Override
      public void onMapped(PortMapping mapping) {
        first.complete(
            new MappingFinding(
                protocol,
                ipv4,
                Optional.of(mapping.gateway()),
                Outcome.MAPPED,
                0,
                Optional.of(mapping.external())));
      }

      @Override
      public void onUnmapped(MappingReport report) {
        Optional<MappingAttempt> last =
            report.attempts().stream().reduce((earlier, later) -> later);
        first.complete(
            unmapped(
                protocol,
                ipv4,
                report.gateway(),
                last.map(MappingAttempt::outcome).orElse(Outcome.SILENT),
                last.map(MappingAttempt::code).orElse(0)));
      }
    };
  }

  private static MappingFinding unmapped(
      MappingProtocol protocol,
      boolean ipv4,
      Optional<IpAddress> gateway,
      Outcome outcome,
      int code) {
    return new MappingFinding(protocol, ipv4, gateway, outcome, code, Optional.empty());
  }

  /** Gives back what is still held. Harmless when repeated. */
  @Override
  public void close() {
    CompletableFuture.allOf(
            mappers.stream()
                .map(mapper -> CompletableFuture.runAsync(mapper::close, blocking))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }
}
