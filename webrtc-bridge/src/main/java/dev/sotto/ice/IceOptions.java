package dev.sotto.ice;

import java.time.Duration;
import java.util.List;

/**
 * How a transport gathers, how patient it is, and how it keeps its path.
 *
 * @param stunServers asked for our address as the outside sees it; at most 4
 * @param loopback whether addresses of the loopback interface are candidates
 * @param ipv4 whether IPv4 addresses are candidates
 * @param ipv6 whether IPv6 addresses are candidates
 * @param stunDelay from the start of gathering to the first question to a STUN server
 * @param connectTimeout from start to failure when there is no path
 * @param takeoverDelay how long a path must stand before ice4j is let go
 * @param consentInterval mean time between consent checks (RFC 7675 section 5.1: 5 s), each
 *     randomised by 0.8 to 1.2
 * @param consentTimeout without an answer for so long, consent has expired (RFC 7675: 30 s)
 */
public record IceOptions(
    List<StunServer> stunServers,
    Loopback loopback,
    boolean ipv4,
    boolean ipv6,
    Duration stunDelay,
    Duration connectTimeout,
    Duration takeoverDelay,
    Duration consentInterval,
    Duration consentTimeout) {

  private static final int MAX_STUN_SERVERS = 4;

  /** Refuses what makes no sense. */
  public IceOptions {
    stunServers = List.copyOf(stunServers);
    if (stunServers.size() > MAX_STUN_SERVERS) {
      throw new IllegalArgumentException("too many STUN servers: " + stunServers.size());
    }
    if (!ipv4 && !ipv6) {
      throw new IllegalArgumentException("neither IPv4 nor IPv6");
    }
    requireNotNegative("stunDelay", stunDelay);
    requirePositive("connectTimeout", connectTimeout);
    requireNotNegative("takeoverDelay", takeoverDelay);
    requirePositive("consentInterval", consentInterval);
    if (consentTimeout.compareTo(consentInterval) <= 0) {
      throw new IllegalArgumentException("consentTimeout " + consentTimeout);
    }
  }

  /** What becomes of loopback addresses. */
  public enum Loopback {
    /** They are no candidates, as between machines they never connect. */
    EXCLUDED,
    /** They are candidates like others: for peers on one machine. */
    INCLUDED,
    /** Nothing else is: no packet leaves the machine. */
    ONLY
  }

  /**
   * The usual choice: both families, no loopback, no STUN server, RFC 7675's times.
   *
   * @return the defaults
   */
  public static IceOptions defaults() {
    return new IceOptions(
        List.of(),
        Loopback.EXCLUDED,
        true,
        true,
        Duration.ofMillis(250),
        Duration.ofSeconds(30),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30));
  }

  /**
   * The same with other STUN servers.
   *
   * @param servers the servers, at most 4
   * @return the changed options
   */
  public IceOptions withStunServers(List<StunServer> servers) {
    return new IceOptions(
        servers,
        loopback,
        ipv4,
        ipv6,
        stunDelay,
        connectTimeout,
        takeoverDelay,
        consentInterval,
        consentTimeout);
  }

  /**
   * The same with another use of loopback addresses.
   *
   * @param use what becomes of them
   * @return the changed options
   */
  public IceOptions withLoopback(Loopback use) {
    return new IceOptions(
        stunServers,
        use,
        ipv4,
        ipv6,
        stunDelay,
        connectTimeout,
        takeoverDelay,
        consentInterval,
        consentTimeout);
  }

  /**
   * The same with other address families.
   *
   * @param useIpv4 whether IPv4 addresses are candidates
   * @param useIpv6 whether IPv6 addresses are candidates
   * @return the changed options
   */
  public IceOptions withFamilies(boolean useIpv4, boolean useIpv6) {
    return new IceOptions(
        stunServers,
        loopback,
        useIpv4,
        useIpv6,
        stunDelay,
        connectTimeout,
        takeoverDelay,
        consentInterval,
        consentTimeout);
  }

  /**
   * The same with another time to connect in.
   *
   * @param timeout from start to failure when there is no path
   * @return the changed options
   */
  public IceOptions withConnectTimeout(Duration timeout) {
    return new IceOptions(
        stunServers,
        loopback,
        ipv4,
        ipv6,
        stunDelay,
        timeout,
        takeoverDelay,
        consentInterval,
        consentTimeout);
  }

  /**
   * The same with another way of keeping the path.
   *
   * @param takeover how long a path must stand before ice4j is let go
   * @param interval mean time between consent checks
   * @param timeout without an answer for so long, consent has expired
   * @return the changed options
   */
  public IceOptions withKeeping(Duration takeover, Duration interval, Duration timeout) {
    return new IceOptions(
        stunServers, loopback, ipv4, ipv6, stunDelay, connectTimeout, takeover, interval, timeout);
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    requireNotNegative(name, value);
    if (value.isZero()) {
      throw new IllegalArgumentException(name + " " + value);
    }
  }
}
