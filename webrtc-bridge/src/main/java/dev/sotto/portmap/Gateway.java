package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The gateway behind one address of this machine.
 *
 * @param local the address that it is asked from and that it maps to
 * @param portControl where it answers PCP and NAT-PMP
 * @param ssdp where it answers UPnP's search
 * @param multicast whether the search may also go to UPnP's multicast group on the local network
 */
record Gateway(
    InetAddress local, InetSocketAddress portControl, InetSocketAddress ssdp, boolean multicast) {

  private static final int PORT_CONTROL = 5351;
  private static final int SSDP = 1900;

  /** Finds the gateway behind an address of this machine. */
  @FunctionalInterface
  interface Source {
    /**
     * Asks the system; may block for a second.
     *
     * @param internal an address of this machine, or the wildcard for the one that others on the
     *     Internet would be reached from
     * @return the gateway; empty when there is none
     */
    Optional<Gateway> behind(InetAddress internal);
  }

  /** A gateway where the standards put its ports. */
  static Gateway at(InetAddress address, InetAddress local) {
    return new Gateway(
        local,
        new InetSocketAddress(address, PORT_CONTROL),
        new InetSocketAddress(address, SSDP),
        true);
  }

  /** The gateway's own address. */
  InetAddress address() {
    return portControl.getAddress();
  }

  /** The gateway's own address as a value. */
  IpAddress ip() {
    return IpAddress.of(address().getAddress());
  }
}
