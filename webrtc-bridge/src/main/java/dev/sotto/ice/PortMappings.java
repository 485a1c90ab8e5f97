package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.portmap.MappingListener;
import dev.sotto.portmap.MappingReport;
import dev.sotto.portmap.PortMapper;
import dev.sotto.portmap.PortMapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Has the gateway open the ports of our bases, as long as they are there. On the loop thread. */
final class PortMappings {
  private final PortMapper mapper;
  private final Output output;
  private final Map<Base, PortMapper.Registration> registrations = new HashMap<>();
  private final Set<Base> unanswered = new HashSet<>();

  /** Asks for nothing yet. */
  PortMappings(PortMapper mapper, Output output) {
    this.mapper = mapper;
    this.output = output;
  }

  /** Where its results go. */
  interface Output {
    /** The gateway holds this address open for a base, or this one instead of another. */
    void onMapped(Base base, PortMapping mapping);

    /** The gateway gave nothing, or not any more. */
    void onUnmapped(Base base, MappingReport report);
  }

  /** Asks for a base's port. */
  void ask(Base base) {
    if (base.address().getAddress().isLoopbackAddress() || registrations.containsKey(base)) {
      return;
    }
    unanswered.add(base);
    registrations.put(
        base,
        mapper.map(
            base.carrier().transport(),
            base.address(),
            new MappingListener() {
              @Override
              public void onMapped(PortMapping mapping) {
                unanswered.remove(base);
                output.onMapped(base, mapping);
              }

              @Override
              public void onUnmapped(MappingReport report) {
                unanswered.remove(base);
                output.onUnmapped(base, report);
              }
            }));
  }

  /** Whether everything that was asked for has been answered. */
  boolean isSettled() {
    return unanswered.isEmpty();
  }

  /** Gives back a base's port. */
  void release(Base base) {
    unanswered.remove(base);
    PortMapper.Registration registration = registrations.remove(base);
    if (registration != null) {
      registration.close();
    }
  }

  /** Gives back everything. */
  void close() {
    unanswered.clear();
    registrations.values().forEach(PortMapper.Registration::close);
    registrations.clear();
  }

  /** Whether others reach a base by this address where its own does not do. */
  static boolean isWorthACandidate(PortMapping mapping) {
    TransportAddress external = mapping.external();
    return mapping.isTranslated() && external.port() != 0;
  }
}
