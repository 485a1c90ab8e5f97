package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The two ends of a way: the base of the local candidate and the address of the remote one.
 *
 * @param local where our packets leave from
 * @param remote whom they go to, or come from
 */
record Pair(Base local, InetSocketAddress remote) {

  /** Whether these are its ends, without making a pair to compare. */
  boolean joins(Base base, InetSocketAddress peer) {
    return remote.equals(peer) && local.equals(base);
  }

  /** A socket's address as a value for messages. */
  static TransportAddress address(InetSocketAddress socketAddress) {
    return new TransportAddress(
        IpAddress.of(socketAddress.getAddress().getAddress()), socketAddress.getPort());
  }

  /** A value from a message as an address to send to; never looks up a name. */
  static InetSocketAddress socketAddress(TransportAddress address) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.ip().bytes()), address.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
    }
  }
}
