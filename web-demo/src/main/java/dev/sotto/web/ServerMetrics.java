package dev.sotto.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/**
 * What can be measured without learning anything about anybody: sums over all, without labels. Safe
 * for use by several threads.
 */
final class ServerMetrics {
  /** Prometheus text format 0.0.4. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter joins = counter("sotto.joins", "Seats taken: opened, joined, resumed");
  private final Counter failedJoins =
      counter("sotto.failed.joins", "Joins that failed or burned a code");
  private final Counter workAsked = counter("sotto.work.asked", "Proofs of work asked for");
  private final Counter relayedMessages = counter("sotto.relayed.messages", "Messages relayed");
  private final Counter relayedBytes = counter("sotto.relayed.bytes", "Bytes of messages relayed");
  private final Counter storeFailures =
      counter("sotto.store.failures", "Operations that the store of rooms could not do");

  void joined() {
    joins.increment();
  }

  void joinFailed() {
    failedJoins.increment();
  }

  void workAsked() {
    workAsked.increment();
  }

  void relayed(int bytes) {
    relayedMessages.increment();
    relayedBytes.increment(bytes);
  }

  void storeFailed() {
    storeFailures.increment();
  }

  /** Has numbers asked for when somebody wants to see them. */
  void watch(Supplier<Number> rooms, Supplier<Number> connections) {
    Gauge.builder("sotto.rooms", rooms).description("Rooms open").register(registry);
    Gauge.builder("sotto.connections", connections)
        .description("WebSocket connections")
        .register(registry);
  }

  /** All of it, in the format of {@link #CONTENT_TYPE}. */
  String scrape() {
    return registry.scrape();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
