package dev.sotto.interop.lab;

/** Packets are dropped on the public segment as long as this is open. */
public final class Outage implements AutoCloseable {
  private final Namespace namespace;
  private final String name;

  Outage(Namespace namespace, String name, String devices, String drops) {
    this.namespace = namespace;
    this.name = name;
    namespace.run(
        """
        nft -f - <<'RULES'
        table netdev %s {
          chain drops {
            type filter hook ingress devices = { %s } priority 0
            %s
          }
        }
        RULES
        """
            .formatted(name, devices, drops));
  }

  @Override
  public void close() {
    namespace.run("nft delete table netdev " + name);
  }
}
