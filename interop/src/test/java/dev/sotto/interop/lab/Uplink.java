package dev.sotto.interop.lab;

/**
 * What a host or router is given by the network that it is connected to.
 *
 * @param device the interface
 * @param ipv4 its IPv4 address
 * @param ipv6 its IPv6 address
 */
record Uplink(String device, Address ipv4, Address ipv6) {

  /**
   * An address in its network.
   *
   * @param text the address
   * @param prefix how many bits of it are the network's
   * @param gateway where packets for others go
   */
  record Address(String text, int prefix, String gateway) {}

  /** Commands of {@code ip} that use it. */
  String configuration(boolean withIpv4, boolean withIpv6) {
    return "link set %s up\n".formatted(device)
        + (withIpv4 ? use(ipv4, "") : "")
        + (withIpv6 ? use(ipv6, " nodad") : "");
  }

  private String use(Address address, String flag) {
    return """
        address add %s/%d dev %s%s
        route add default via %s
        """
        .formatted(address.text(), address.prefix(), device, flag, address.gateway());
  }
}
