package dev.sotto.web;

import dev.sotto.web.rooms.RoomStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a {@link WebServer} listens and for whom.
 *
 * @param bind the addresses to listen on, at least one; all get the same port
 * @param port the TCP port, 0 to 65535; 0 lets the system choose a free one
 * @param publicHosts further values of the {@code Host} header to answer to, {@code name} or {@code
 *     name:port}: the names by which a proxy or the outside reaches this server
 * @param limits what the rendezvous grants
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param openTokens who may open rooms: who knows one of these; everybody, if there are none
 * @param tls the certificate; empty for plain HTTP
 * @param iceServers what members of a room are told of
 * @param metricsPort the port on 127.0.0.1, and there only, where {@code /metrics} is answered; 0
 *     for any, empty for nowhere
 * @param store where the rooms are kept, closed with the server; empty for its own memory
 * @param programs where programs come in by plain HTTP as well, under whatever name: to the
 *     rendezvous and not to the page; port 0 for any, empty for nowhere
 */
public record WebOptions(
    List<InetAddress> bind,
    int port,
    List<String> publicHosts,
    RendezvousLimits limits,
    List<Network> trustedProxies,
    List<String> openTokens,
    Optional<Tls> tls,
    IceServerSource iceServers,
    OptionalInt metricsPort,
    Optional<RoomStore> store,
    Optional<InetSocketAddress> programs) {
  private static final int MOST_PORTS = 65_535;

  /** Refuses options that no server could follow. */
  public WebOptions {
    bind = List.copyOf(bind);
    publicHosts = List.copyOf(publicHosts);
    trustedProxies = List.copyOf(trustedProxies);
    openTokens = List.copyOf(openTokens);
    if (bind.isEmpty()) {
      throw new IllegalArgumentException("no address to listen on");
    }
    requirePort(port);
    metricsPort.ifPresent(WebOptions::requirePort);
    for (String host : publicHosts) {
      if (Authority.parse(host).isEmpty()) {
        throw new IllegalArgumentException("not a host name: " + host);
      }
    }
    if (openTokens.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("an empty token");
    }
  }

  /**
   * A plain server: everybody may open rooms, which are in memory; no proxies, TLS, ICE servers or
   * metrics.
   *
   * @param bind the addresses to listen on
   * @param port the TCP port, or 0
   * @param publicHosts further hosts to answer to
   * @param limits what the rendezvous grants
   */
  public WebOptions(
      List<InetAddress> bind, int port, List<String> publicHosts, RendezvousLimits limits) {
    this(
        bind,
        port,
        publicHosts,
        limits,
        List.of(),
        List.of(),
        Optional.empty(),
        IceServerSource.none(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A server that only this machine can reach. It listens on both loopback addresses, because
   * {@code localhost} means both: the other one would be free for somebody else to answer on.
   *
   * @param port the TCP port, or 0 for any
   * @return those options
   */
  public static WebOptions local(int port) {
    return new WebOptions(loopback(), port, List.of(), RendezvousLimits.standard());
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code publicHosts}
   * @return those options
   */
  public WebOptions withPublicHosts(List<String> other) {
    return new WebOptions(
        bind,
        port,
        other,
        limits,
        trustedProxies,
        openTokens,
        tls,
        iceServers,
        metricsPort,
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code limits}
   * @return those options
   */
  public WebOptions withLimits(RendezvousLimits other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        other,
        trustedProxies,
        openTokens,
        tls,
        iceServers,
        metricsPort,
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code trustedProxies}
   * @return those options
   */
  public WebOptions withTrustedProxies(List<Network> other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        other,
        openTokens,
        tls,
        iceServers,
        metricsPort,
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code openTokens}
   * @return those options
   */
  public WebOptions withOpenTokens(List<String> other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        trustedProxies,
        other,
        tls,
        iceServers,
        metricsPort,
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code tls}
   * @return those options
   */
  public WebOptions withTls(Tls other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        trustedProxies,
        openTokens,
        Optional.of(other),
        iceServers,
        metricsPort,
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code iceServers}
   * @return those options
   */
  public WebOptions withIceServers(IceServerSource other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        trustedProxies,
        openTokens,
        tls,
        other,
        metricsPort,
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code metricsPort}
   * @return those options
   */
  public WebOptions withMetricsPort(int other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        trustedProxies,
        openTokens,
        tls,
        iceServers,
        OptionalInt.of(other),
        store,
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code store}
   * @return those options
   */
  public WebOptions withStore(RoomStore other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        trustedProxies,
        openTokens,
        tls,
        iceServers,
        metricsPort,
        Optional.of(other),
        programs);
  }

  /**
   * The same, but for this.
   *
   * @param other the other value of {@code programs}
   * @return those options
   */
  public WebOptions withPrograms(InetSocketAddress other) {
    return new WebOptions(
        bind,
        port,
        publicHosts,
        limits,
        trustedProxies,
        openTokens,
        tls,
        iceServers,
        metricsPort,
        store,
        Optional.of(other));
  }

  /** Names no token. */
  @Override
  public String toString() {
    return "WebOptions[" + bind + ", port " + port + "]";
  }

  private static void requirePort(int port) {
    if (port < 0 || port > MOST_PORTS) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  private static List<InetAddress> loopback() {
    List<InetAddress> present = new ArrayList<>();
    try {
      byte[] v6 = new byte[16];
      v6[15] = 1;
      present.add(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      InetAddress second = InetAddress.getByAddress(v6);
      if (NetworkInterface.getByInetAddress(second) != null) {
        present.add(second);
      }
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are addresses", e);
    } catch (SocketException e) {
      // The interfaces cannot be listed: IPv4 alone then.
      return present;
    }
    return present;
  }
}
