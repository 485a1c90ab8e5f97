package dev.sotto.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens what stands at the addresses of this machine: a UDP socket on each, and where TCP is tried
 * too, one that listens and the right to connect from there. On the loop thread.
 */
final class HostWires {
  private final IceOptions options;
  private final IceContext context;
  private final IntSupplier mostLinks;
  private final Wire.Receiver receiver;

  /**
   * Opens nothing yet.
   *
   * @param mostLinks how many TCP connections there may be at a base at the moment
   * @param receiver takes what arrives
   */
  HostWires(IceOptions options, IceContext context, IntSupplier mostLinks, Wire.Receiver receiver) {
    this.options = options;
    this.context = context;
    this.mostLinks = mostLinks;
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
    List<List<Wire>> groups = new ArrayList<>();
    groups.add(each(addresses, open, HostWires::isDatagrams, this::udp));
    if (options.tcp()) {
      List<InetAddress> global =
          addresses.stream().filter(address -> !address.isLinkLocalAddress()).toList();
      groups.add(each(global, open, HostWires::isPassive, this::passive));
      groups.add(each(global, open, Base::isActive, this::active));
    }
    groups.removeIf(List::isEmpty);
    return groups;
  }

  private static List<Wire> each(
      List<InetAddress> addresses, Set<Base> open, Predicate<Base> kind, Opener opener) {
    Set<InetAddress> there = open.stream().filter(kind).map(Base::ip).collect(Collectors.toSet());
    List<Wire> opened = new ArrayList<>();
    for (InetAddress address : addresses) {
      Wire wire = there.contains(address) ? null : opener.open(address);
      if (wire != null) {
        opened.add(wire);
      }
    }
    return List.copyOf(opened);
  }

  private static boolean isDatagrams(Base base) {
    return base.carrier() == Carrier.UDP;
  }

  private static boolean isPassive(Base base) {
    return base.carrier() == Carrier.TCP && !base.isActive();
  }

  private @Nullable Wire udp(InetAddress address) {
    return atSomePort(address, local -> UdpWire.open(context.loop(), local, receiver));
  }

  private @Nullable Wire passive(InetAddress address) {
    return atSomePort(
        address, local -> new TcpPassiveWire(context.loop(), local, mostLinks, receiver));
  }

  private Wire active(InetAddress address) {
    return new TcpActiveWire(context.loop(), address, mostLinks, receiver);
  }

  /** An address that went away, or has no port left, is one candidate less. */
  private @Nullable Wire atSomePort(InetAddress address, Binder binder) {
    PortRange ports = options.ports();
    int size = ports.size();
    int start = context.random().nextInt(size);
    for (int i = 0; i < size; i++) {
      int port = ports.first() + (start + i) % size;
      try {
        return binder.bind(new InetSocketAddress(address, port));
      } catch (IOException e) {
        // The next one may be free.
      }
    }
    return null;
  }

  /** Opens what stands at an address, if that can be. */
  private interface Opener {
    @Nullable Wire open(InetAddress address);
  }

  /** Opens a socket. */
  private interface Binder {
    Wire bind(InetSocketAddress local) throws IOException;
  }
}
