package dev.sotto.turn;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Settings of a client, fixed for its life.
 *
 * @param credentials who asks
 * @param transport what carries the packets to the server
 * @param families of the relayed addresses wanted, at least one; with both, whichever the server
 *     gives
 * @param lifetime of the allocation asked for, 1 s to 1 h in whole seconds; servers commonly give
 *     at least 10 minutes
 * @param initialTimeout how long the first answer to a request is waited for before it is sent
 *     again over {@link TurnTransport#DATAGRAM}, doubled each time; 1 ms to 10 s. RFC 8489 section
 *     6.2.1: it SHOULD be at least 500 ms. The last of 7 sendings is waited for 16 times as long
 * @param redirections how many more times the server may name another one, 0 to 10
 */
public record TurnOptions(
    TurnCredentials credentials,
    TurnTransport transport,
    Set<AddressFamily> families,
    Duration lifetime,
    Duration initialTimeout,
    int redirections) {
  private static final Duration LONGEST_LIFETIME = Duration.ofHours(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTIONS = 10;

  /** Refuses what is out of range and copies the set. */
  public TurnOptions {
    families = families.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(families));
    if (families.isEmpty()) {
      throw new IllegalArgumentException("no address family");
    }
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
        || lifetime.compareTo(LONGEST_LIFETIME) > 0
        || lifetime.toNanosPart() != 0) {
      throw new IllegalArgumentException("lifetime: " + lifetime);
    }
    if (initialTimeout.toMillis() < 1 || initialTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException("initial timeout: " + initialTimeout);
    }
    if (redirections < 0 || redirections > MOST_REDIRECTIONS) {
      throw new IllegalArgumentException("redirections: " + redirections);
    }
  }

  /**
   * An IPv4 allocation of 10 minutes, 500 ms before a request is repeated, and 3 redirections.
   *
   * @param credentials who asks
   * @param transport what carries the packets to the server
   * @return the settings
   */
  public static TurnOptions of(TurnCredentials credentials, TurnTransport transport) {
    return new TurnOptions(
        credentials,
        transport,
        EnumSet.of(AddressFamily.IPV4),
        Duration.ofMinutes(10),
        Duration.ofMillis(500),
        3);
  }

  /**
   * The same with other families.
   *
   * @param wanted at least one
   * @return the settings
   */
  public TurnOptions withFamilies(Set<AddressFamily> wanted) {
    return new TurnOptions(credentials, transport, wanted, lifetime, initialTimeout, redirections);
  }

  /**
   * The settings of the client that follows a redirection (RFC 8489 section 10).
   *
   * @return the same with one redirection less
   * @throws IllegalArgumentException if none was left
   */
  public TurnOptions redirected() {
    return new TurnOptions(
        credentials, transport, families, lifetime, initialTimeout, redirections - 1);
  }
}
