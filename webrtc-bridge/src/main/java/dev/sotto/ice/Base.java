package dev.sotto.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where packets leave from and arrive (RFC 8445 section 4): an address of ours, or one that a relay
 * holds for us.
 *
 * @param carrier what lies between it and the peer
 * @param address the address, as the next hop sees it; the port of one that only opens TCP
 *     connections is 9 (RFC 6544 section 4.5)
 */
record Base(Carrier carrier, InetSocketAddress address) {
  /** RFC 6544 section 4.5: the port of a candidate that is not to be connected to. */
  static final int DISCARD = 9;

  InetAddress ip() {
    return address.getAddress();
  }

  /** Whether connections are opened from it, and none accepted. */
  boolean isActive() {
    return carrier == Carrier.TCP && address.getPort() == DISCARD;
  }
}
