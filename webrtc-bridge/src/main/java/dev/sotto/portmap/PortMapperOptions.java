package dev.sotto.portmap;

import java.time.Duration;
import java.util.List;

/**
 * How ports are mapped.
 *
 * @param protocols what may be used, in the order of preference; not empty
 * @param lifetime for how long a mapping is asked, 1 minute to 1 day; renewed at half time
 * @param giveUpAfter how long all protocols together may take to give a first answer, and how long
 *     a gateway is waited for at the end
 * @param headStart how long a protocol is left alone before the next is asked too
 * @param watch how often the gateway is asked whether it still knows the mapping, and how long
 *     after a lost mapping could not be replaced it is asked for again
 * @param documentationAddresses whether addresses that are reserved for documentation (RFC 5737,
 *     RFC 3849) count as public: test networks are made of them, and no other network has them
 */
public record PortMapperOptions(
    List<MappingProtocol> protocols,
    Duration lifetime,
    Duration giveUpAfter,
    Duration headStart,
    Duration watch,
    boolean documentationAddresses) {

  private static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

  /** Refuses what makes no sense. */
  public PortMapperOptions {
    protocols = List.copyOf(protocols);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no protocols");
    }
    if (lifetime.compareTo(SHORTEST_LIFETIME) < 0 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      throw new IllegalArgumentException("lifetime " + lifetime);
    }
    requirePositive("giveUpAfter", giveUpAfter);
    requirePositive("headStart", headStart);
    requirePositive("watch", watch);
  }

  /**
   * All protocols, leases of an hour, an answer within 1.5 s, a look at the gateway every minute,
   * documentation addresses taken for public ones.
   *
   * @return the defaults
   */
  public static PortMapperOptions defaults() {
    return new PortMapperOptions(
        List.of(MappingProtocol.values()),
        Duration.ofHours(1),
        Duration.ofMillis(1500),
        Duration.ofMillis(250),
        Duration.ofMinutes(1),
        true);
  }

  /**
   * The same with other protocols.
   *
   * @param use what may be used, in the order of preference
   * @return the changed options
   */
  public PortMapperOptions withProtocols(List<MappingProtocol> use) {
    return new PortMapperOptions(
        use, lifetime, giveUpAfter, headStart, watch, documentationAddresses);
  }

  /**
   * The same with another interval between looks at the gateway.
   *
   * @param interval see {@link #watch}
   * @return the changed options
   */
  public PortMapperOptions withWatch(Duration interval) {
    return new PortMapperOptions(
        protocols, lifetime, giveUpAfter, headStart, interval, documentationAddresses);
  }

  /**
   * The same with another view of documentation addresses.
   *
   * @param count whether they count as public
   * @return the changed options
   */
  public PortMapperOptions withDocumentationAddresses(boolean count) {
    return new PortMapperOptions(protocols, lifetime, giveUpAfter, headStart, watch, count);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " " + value);
    }
  }
}
