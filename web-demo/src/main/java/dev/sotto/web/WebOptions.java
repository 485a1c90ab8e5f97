package dev.sotto.web;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a {@link WebServer} listens and for whom.
 *
 * @param bind the addresses to listen on, at least one; all get the same port
 * @param port the TCP port, 0 to 65535; 0 lets the system choose a free one
 * @param publicHosts further values of the {@code Host} header to answer to, {@code name} or {@code
 *     name:port}: the names by which a proxy or the outside reaches this server
 * @param limits what the rendezvous grants
 */
public record WebOptions(
    List<InetAddress> bind, int port, List<String> publicHosts, RendezvousLimits limits) {

  /** Refuses options that no server could follow. */
  public WebOptions {
    bind = List.copyOf(bind);
    publicHosts = List.copyOf(publicHosts);
    if (bind.isEmpty()) {
      throw new IllegalArgumentException("no address to listen on");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    for (String host : publicHosts) {
      if (Authority.parse(host).isEmpty()) {
        throw new IllegalArgumentException("not a host name: " + host);
      }
    }
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
