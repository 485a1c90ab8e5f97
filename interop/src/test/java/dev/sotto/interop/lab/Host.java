package dev.sotto.interop.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A host of the lab, with all that is between it and the public segment. */
public final class Host implements AutoCloseable {
  private static final String DEVICE = "eth0";

  private final Internet internet;
  private final int site;
  private final Access access;
  private final Namespace namespace = Namespace.create();
  private final List<Namespace> routers = new ArrayList<>();
  private final List<Nat> nats = new ArrayList<>();
  private Optional<Miniupnpd> gateway = Optional.empty();
  private String address = "";

  private Host(Internet internet, int site, Access access) {
    this.internet = internet;
    this.site = site;
    this.access = access;
  }

  /**
   * Connects a new host.
   *
   * @param internet to what
   * @param site which of its sites, from 1 to 9
   * @param access how
   * @return the host
   */
  public static Host connect(Internet internet, int site, Access access) {
    Host host = new Host(internet, site, access);
    try {
      host.build();
      return host;
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /** From the outside in. */
  private void build() {
    access.nats().forEach(nat -> routers.add(Namespace.create()));
    List<Namespace> chain = new ArrayList<>(List.of(namespace));
    chain.addAll(routers);
    chain.forEach(this::silence);

    int depth = routers.size();
    Uplink uplink =
        internet.connect(site, chain.get(depth), depth == 0 ? DEVICE : Lan.UPSTREAM_DEVICE);
    use(chain.get(depth), uplink);
    while (depth > 0) {
      Namespace router = chain.get(depth);
      depth--;
      Uplink inner =
          new Lan(site, depth).connect(router, chain.get(depth), access.ipv4(), access.ipv6());
      use(chain.get(depth), inner);
      Nat nat =
          new Nat(
              router, access.nats().get(depth), depth, uplink.ipv4().text(), inner.ipv4().text());
      nat.start();
      nats.add(0, nat);
      uplink = inner;
    }
    address = uplink.ipv4().text();
    namespace.run("echo '%s' >/proc/sys/net/ipv4/ip_local_port_range".formatted(Nat.window(0)));
    if (!access.mapping().isEmpty()) {
      gateway = Optional.of(new Miniupnpd(nats.get(0), access.mapping()));
    }
  }

  /** Before it has any interface. */
  private void silence(Namespace node) {
    node.run(
        """
        echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
        echo 0 >/proc/sys/net/ipv6/conf/default/accept_ra
        echo %d >/proc/sys/net/ipv6/conf/default/disable_ipv6
        """
            .formatted(access.ipv6() ? 0 : 1));
  }

  private void use(Namespace node, Uplink uplink) {
    node.run(
        "ip -batch - <<'BATCH'\n" + uplink.configuration(access.ipv4(), access.ipv6()) + "BATCH");
  }

  int site() {
    return site;
  }

  /**
   * Where its programs run.
   *
   * @return the namespace
   */
  public Namespace namespace() {
    return namespace;
  }

  /**
   * The IPv4 address that it has itself.
   *
   * @return the address
   */
  public String address() {
    return address;
  }

  /**
   * The NATs before it, its own first.
   *
   * @return the NATs
   */
  public List<Nat> nats() {
    return List.copyOf(nats);
  }

  /**
   * What maps ports for it.
   *
   * @return the gateway, if it has one
   */
  public Optional<Miniupnpd> gateway() {
    return gateway;
  }

  /** Gives it another IPv4 address, as when it joins another network of the same kind. */
  public void changeAddress() {
    int dot = address.lastIndexOf('.') + 1;
    String changed = address.substring(0, dot) + (Integer.parseInt(address.substring(dot)) + 1);
    String via = nats.isEmpty() ? "203.0.113.1" : address.substring(0, dot) + "1";
    namespace.run(
        """
        ip -batch - <<'BATCH'
        address delete %1$s/24 dev %2$s
        address add %3$s/24 dev %2$s
        route add default via %4$s
        BATCH
        """
            .formatted(address, DEVICE, changed, via));
    address = changed;
    if (!nats.isEmpty()) {
      nats.get(0).rebindTo(changed);
    }
  }

  @Override
  public void close() {
    gateway.ifPresent(Miniupnpd::close);
    internet.disconnect(site);
    routers.forEach(Namespace::close);
    namespace.close();
  }
}
