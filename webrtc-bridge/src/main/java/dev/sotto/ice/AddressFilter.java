package dev.sotto.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses of this machine may be used.
 *
 * @param loopback what becomes of loopback addresses
 * @param ipv4 whether IPv4 addresses may be used
 * @param ipv6 whether IPv6 addresses may be used
 * @param allowedInterfaces names of network interfaces; only these may be used, all when empty
 * @param deniedInterfaces names of network interfaces that may not be used
 * @param allowedSubnets only addresses in one of these may be used, all when empty
 * @param deniedSubnets addresses in one of these may not be used
 */
public record AddressFilter(
    Loopback loopback,
    boolean ipv4,
    boolean ipv6,
    List<String> allowedInterfaces,
    List<String> deniedInterfaces,
    List<Subnet> allowedSubnets,
    List<Subnet> deniedSubnets) {

  /** Everything but loopback. */
  public static final AddressFilter USUAL =
      new AddressFilter(Loopback.EXCLUDED, true, true, List.of(), List.of(), List.of(), List.of());

  /** Copies the lists and refuses what leaves nothing. */
  public AddressFilter {
    allowedInterfaces = List.copyOf(allowedInterfaces);
    deniedInterfaces = List.copyOf(deniedInterfaces);
    allowedSubnets = List.copyOf(allowedSubnets);
    deniedSubnets = List.copyOf(deniedSubnets);
    if (!ipv4 && !ipv6) {
      throw new IllegalArgumentException("neither IPv4 nor IPv6");
    }
  }

  /** What becomes of loopback addresses. */
  public enum Loopback {
    /** They are no candidates, as between machines they never connect. */
    EXCLUDED,
    /** They are candidates like others: for peers on one machine. */
    INCLUDED,
    /** Nothing else is: no packet leaves the machine. */
    ONLY
  }

  /**
   * The same with another use of loopback addresses.
   *
   * @param use what becomes of them
   * @return the changed filter
   */
  public AddressFilter withLoopback(Loopback use) {
    return new AddressFilter(
        use, ipv4, ipv6, allowedInterfaces, deniedInterfaces, allowedSubnets, deniedSubnets);
  }

  /**
   * The same with other address families.
   *
   * @param useIpv4 whether IPv4 addresses may be used
   * @param useIpv6 whether IPv6 addresses may be used
   * @return the changed filter
   */
  public AddressFilter withFamilies(boolean useIpv4, boolean useIpv6) {
    return new AddressFilter(
        loopback,
        useIpv4,
        useIpv6,
        allowedInterfaces,
        deniedInterfaces,
        allowedSubnets,
        deniedSubnets);
  }

  /**
   * The same with other interfaces.
   *
   * @param allowed the only ones that may be used, all when empty
   * @param denied those that may not be used
   * @return the changed filter
   */
  public AddressFilter withInterfaces(List<String> allowed, List<String> denied) {
    return new AddressFilter(loopback, ipv4, ipv6, allowed, denied, allowedSubnets, deniedSubnets);
  }

  /**
   * The same with other networks.
   *
   * @param allowed the only ones that may be used, all when empty
   * @param denied those that may not be used
   * @return the changed filter
   */
  public AddressFilter withSubnets(List<Subnet> allowed, List<Subnet> denied) {
    return new AddressFilter(
        loopback, ipv4, ipv6, allowedInterfaces, deniedInterfaces, allowed, denied);
  }

  /** Whether some addresses may be used and others not, their families aside. */
  boolean isRestricted() {
    return loopback == Loopback.ONLY
        || !allowedInterfaces.isEmpty()
        || !deniedInterfaces.isEmpty()
        || !allowedSubnets.isEmpty()
        || !deniedSubnets.isEmpty();
  }

  /**
   * Whether an interface may be used.
   *
   * @param name its name
   * @return whether it may
   */
  boolean permitsInterface(String name) {
    return (allowedInterfaces.isEmpty() || allowedInterfaces.contains(name))
        && !deniedInterfaces.contains(name);
  }

  /**
   * Whether an address may be used, on an interface that may.
   *
   * @param address the address
   * @return whether it may
   */
  boolean permits(InetAddress address) {
    boolean family = address instanceof Inet6Address ? ipv6 : ipv4;
    boolean place =
        address.isLoopbackAddress() ? loopback != Loopback.EXCLUDED : loopback != Loopback.ONLY;
    return family
        && place
        && (allowedSubnets.isEmpty() || isIn(allowedSubnets, address))
        && !isIn(deniedSubnets, address);
  }

  private static boolean isIn(List<Subnet> subnets, InetAddress address) {
    return subnets.stream().anyMatch(subnet -> subnet.contains(address));
  }
}
