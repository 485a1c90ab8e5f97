package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * The two forms of a peer's address, as sockets have it and as messages have it: made once for each
 * peer, not for each packet. Bounded; beyond that each packet makes its own.
 */
final class PeerAddresses {
  private static final int MAX = 256;

  private final Map<InetSocketAddress, TransportAddress> values = new HashMap<>();
  private final Map<TransportAddress, InetSocketAddress> socketAddresses = new HashMap<>();

  /** As messages have it; the socket address must not be a mere name. */
  TransportAddress value(InetSocketAddress peer) {
    TransportAddress known = values.get(peer);
    if (known != null) {
      return known;
    }
    TransportAddress made =
        new TransportAddress(IpAddress.of(peer.getAddress().getAddress()), peer.getPort());
    if (values.size() < MAX) {
      values.put(peer, made);
    }
    return made;
  }

  /** As sockets have it; no name is looked up. */
  InetSocketAddress socketAddress(TransportAddress peer) {
    InetSocketAddress known = socketAddresses.get(peer);
    if (known != null) {
      return known;
    }
    InetSocketAddress made = of(peer);
    if (socketAddresses.size() < MAX) {
      socketAddresses.put(peer, made);
    }
    return made;
  }

  static InetSocketAddress of(TransportAddress address) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.ip().bytes()), address.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
    }
  }
}
