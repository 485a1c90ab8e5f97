package dev.sotto.interop.lab;

/**
 * The public segment: one bridge, which is also the router of it and has the addresses of the
 * servers. Site number n has the addresses 203.0.113.n0 to n9, 2001:db8::n0 and 2001:db8:n::/48.
 * Safe for use by several threads.
 */
public final class Internet implements AutoCloseable {
  /** Addresses of the first server: two, as RFC 5780 wants. */
  public static final String SERVER = "203.0.113.2";

  /** Its other address. */
  public static final String SERVER_OTHER = "203.0.113.3";

  /** Its IPv6 address. */
  public static final String SERVER_IPV6 = "2001:db8::2";

  /** The address of a second server. */
  public static final String SECOND_SERVER = "203.0.113.4";

  /** Its IPv6 address. */
  public static final String SECOND_SERVER_IPV6 = "2001:db8::4";

  private final Namespace namespace = Namespace.create();

  /**
   * Makes one that nobody is connected to. What is for an address that does not exist is lost
   * without a word, as elsewhere.
   */
  public Internet() {
    namespace.run(
        """
        echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
        echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
        ip -batch - <<'BATCH'
        link add world type bridge stp_state 0 mcast_snooping 0
        link set world up
        address add 203.0.113.1/24 dev world
        address add 203.0.113.2/24 dev world
        address add 203.0.113.3/24 dev world
        address add 203.0.113.4/24 dev world
        address add 2001:db8::1/64 dev world nodad
        address add 2001:db8::2/64 dev world nodad
        address add 2001:db8::4/64 dev world nodad
        link add nowhere type bridge
        link set nowhere arp off up
        route add default dev nowhere
        route add ::/0 dev nowhere
        BATCH
        """);
  }

  /**
   * Where servers run.
   *
   * @return the namespace
   */
  public Namespace namespace() {
    return namespace;
  }

  /** Gives a site a cable: the interface {@code device} of a namespace. */
  Uplink connect(int site, Namespace target, String device) {
    namespace.run(
        """
        ip link add site%1$d type veth peer name %2$s netns %3$d
        ip link set site%1$d master world up
        ip -6 route add 2001:db8:%1$d::/48 via 2001:db8::%1$d0
        """
            .formatted(site, device, target.pid()));
    return new Uplink(
        device,
        new Uplink.Address("203.0.113." + site + "0", 24, "203.0.113.1"),
        new Uplink.Address("2001:db8::" + site + "0", 64, "2001:db8::1"));
  }

  /** Takes it away. */
  void disconnect(int site) {
    namespace.run("ip link delete site" + site + " || true");
    namespace.run("ip -6 route delete 2001:db8:%d::/48 || true".formatted(site));
  }

  /**
   * Drops what two hosts send each other; both still reach the servers.
   *
   * @param a a host
   * @param b the other one
   * @return ends it when closed
   */
  public Outage partition(Host a, Host b) {
    return new Outage(
        namespace,
        "partition",
        "site" + a.site() + ", site" + b.site(),
        """
        ip saddr 203.0.113.%1$d0-203.0.113.%1$d9 ip daddr 203.0.113.%2$d0-203.0.113.%2$d9 drop
        ip saddr 203.0.113.%2$d0-203.0.113.%2$d9 ip daddr 203.0.113.%1$d0-203.0.113.%1$d9 drop
        ip6 saddr { 2001:db8::%1$d0, 2001:db8:%1$d::/48 } ip6 daddr { 2001:db8::%2$d0, 2001:db8:%2$d::/48 } drop
        ip6 saddr { 2001:db8::%2$d0, 2001:db8:%2$d::/48 } ip6 daddr { 2001:db8::%1$d0, 2001:db8:%1$d::/48 } drop
        """
            .formatted(a.site(), b.site()));
  }

  /**
   * Drops everything that a host sends, and so also what it would be answered.
   *
   * @param host the host
   * @return ends it when closed
   */
  public Outage offline(Host host) {
    return new Outage(namespace, "offline", "site" + host.site(), "drop");
  }

  @Override
  public void close() {
    namespace.close();
  }
}
