package dev.sotto.interop.lab;

/**
 * The network behind a NAT of a site: 192.168.n.0/24 and 2001:db8:n::/64 around the host,
 * 100.64.n.0/24 around the router of the host when the provider has a NAT too.
 *
 * @param site the number of the site
 * @param depth how many NATs are between it and the host
 */
record Lan(int site, int depth) {
  /** What a router calls its cable towards the internet. */
  static final String UPSTREAM_DEVICE = "wan";

  private static final String DEVICE = "lan";

  /** Makes the cable from a router to who is behind it. */
  Uplink connect(Namespace router, Namespace behind, boolean ipv4, boolean ipv6) {
    String device = depth == 0 ? "eth0" : UPSTREAM_DEVICE;
    String network = (depth == 0 ? "192.168." : "100.64.") + site + ".";
    String network6 = "2001:db8:" + site + "::";
    router.run(
        """
        ip -batch - <<'BATCH'
        link add %1$s type veth peer name %2$s netns %3$d
        link set %1$s up
        %4$s
        %5$s
        BATCH
        """
            .formatted(
                DEVICE,
                device,
                behind.pid(),
                ipv4 ? "address add " + network + "1/24 dev " + DEVICE : "",
                ipv6 ? "address add " + network6 + "1/64 dev " + DEVICE + " nodad" : ""));
    return new Uplink(
        device,
        new Uplink.Address(network + "10", 24, network + "1"),
        new Uplink.Address(network6 + "10", 64, network6 + "1"));
  }
}
