package dev.sotto.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens what stands at the addresses of this machine: a UDP socket on each. On the loop thread. */
final class HostWires {
  private final IceOptions options;
  private final IceContext context;
  private final Wire.Receiver receiver;

  /**
   * Opens nothing yet.
   *
   * @param receiver takes what arrives
   */
  HostWires(IceOptions options, IceContext context, Wire.Receiver receiver) {
    this.options = options;
    this.context = context;
    this.receiver = receiver;
  }

  /**
   * Opens what is not open yet.
   *
   * @param addresses of this machine, the most preferred first
   * @param open the bases there are already
   * @return the new ones, those together that are to be checked together
   */
  List<List<Wire>> open(List<InetAddress> addresses, Set<Base> open) {
    List<Wire> udp = new ArrayList<>();
    for (InetAddress address : addresses) {
      if (!isOpen(Carrier.UDP, address, open)) {
        Wire wire = udp(address);
        if (wire != null) {
          udp.add(wire);
        }
      }
    }
    return udp.isEmpty() ? List.of() : List.of(List.copyOf(udp));
  }

  private static boolean isOpen(Carrier carrier, InetAddress address, Set<Base> open) {
    return open.stream()
        .anyMatch(base -> base.carrier() == carrier && base.address().getAddress().equals(address));
  }

  /** An address that went away, or has no port left, is one candidate less. */
  private @Nullable Wire udp(InetAddress address) {
    PortRange ports = options.ports();
    int size = ports.size();
    int start = context.random().nextInt(size);
    for (int i = 0; i < size; i++) {
      int port = ports.first() + (start + i) % size;
      try {
        return UdpWire.open(context.loop(), new InetSocketAddress(address, port), receiver);
      } catch (IOException e) {
        // The next one may be free.
      }
    }
    return null;
  }
}
