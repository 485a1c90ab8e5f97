package dev.sotto.portmap;

/**
 * Told of the mapping of a port. The first call comes within {@link PortMapperOptions#giveUpAfter}
 * of asking, a short time for looking up the gateway added; more follow when something changes. All
 * calls are on the loop thread.
 */
public interface MappingListener {
  /**
   * The port is open to the outside. Told again when the gateway changes its mind about the
   * address, which then replaces the one told before.
   *
   * @param mapping the mapping as it is now
   */
  void onMapped(PortMapping mapping);

  /**
   * There is no mapping: nobody gave one, or the one told before is lost and could not be replaced.
   * A lost one is asked for again from time to time.
   *
   * @param report what was tried
   */
  void onUnmapped(MappingReport report);
}
