package dev.sotto.interop.lab;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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

  /**
   * Ends it when its time is over, which takes no event but time.
   *
   * @param time how long it lasts from now on
   * @return completes when it has ended
   */
  public CompletableFuture<Void> closeAfter(Duration time) {
    return CompletableFuture.runAsync(
        this::close, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    namespace.run("nft delete table netdev " + name);
  }
}
