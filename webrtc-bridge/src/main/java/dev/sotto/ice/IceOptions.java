package dev.sotto.ice;

import java.time.Duration;
import java.util.List;

/**
 * How paths are looked for, how patiently, and how they are kept.
 *
 * @param stunServers asked for our address as the outside sees it; at most 4
 * @param turnServers asked for a relayed address; at most 8
 * @param policy which ways to the peer may be used
 * @param addresses which addresses of this machine may be used
 * @param ports which local ports may be bound
 * @param tcp whether TCP is tried too, for networks that let no UDP through (RFC 6544)
 * @param hideAddresses whether host candidates are told under {@code .local} names instead of
 *     addresses, which only who is on the same network can resolve
 * @param staging when each stage of gathering begins
 * @param keeping how a path is kept
 * @param connectTimeout from start to failure when there is no path
 */
public record IceOptions(
    List<StunServer> stunServers,
    List<TurnServer> turnServers,
    CandidatePolicy policy,
    AddressFilter addresses,
    PortRange ports,
    boolean tcp,
    boolean hideAddresses,
    Staging staging,
    Keeping keeping,
    Duration connectTimeout) {

  private static final int MAX_STUN_SERVERS = 4;
  private static final int MAX_TURN_SERVERS = 8;

  /** Refuses what makes no sense. */
  public IceOptions {
    stunServers = List.copyOf(stunServers);
    turnServers = List.copyOf(turnServers);
    if (stunServers.size() > MAX_STUN_SERVERS || turnServers.size() > MAX_TURN_SERVERS) {
      throw new IllegalArgumentException(
          "too many servers: " + stunServers.size() + " STUN, " + turnServers.size() + " TURN");
    }
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("connectTimeout " + connectTimeout);
    }
  }

  /**
   * The usual choice: every way, both families and TCP, no loopback, no server, RFC 7675's times.
   *
   * @return the defaults
   */
  public static IceOptions defaults() {
    return new IceOptions(
        List.of(),
        List.of(),
        CandidatePolicy.ALL,
        AddressFilter.USUAL,
        PortRange.ANY,
        true,
        false,
        Staging.USUAL,
        Keeping.USUAL,
        Duration.ofSeconds(30));
  }

  /**
   * The same with other servers.
   *
   * @param stun asked for our address, at most 4
   * @param turn asked for a relayed address, at most 8
   * @return the changed options
   */
  public IceOptions withServers(List<StunServer> stun, List<TurnServer> turn) {
    return new IceOptions(
        stun, turn, policy, addresses, ports, tcp, hideAddresses, staging, keeping, connectTimeout);
  }

  /**
   * The same with other STUN servers.
   *
   * @param servers the servers, at most 4
   * @return the changed options
   */
  public IceOptions withStunServers(List<StunServer> servers) {
    return withServers(servers, turnServers);
  }

  /**
   * The same with another policy.
   *
   * @param which ways to the peer may be used
   * @return the changed options
   */
  public IceOptions withPolicy(CandidatePolicy which) {
    return new IceOptions(
        stunServers,
        turnServers,
        which,
        addresses,
        ports,
        tcp,
        hideAddresses,
        staging,
        keeping,
        connectTimeout);
  }

  /**
   * The same with other addresses.
   *
   * @param filter which may be used
   * @return the changed options
   */
  public IceOptions withAddresses(AddressFilter filter) {
    return new IceOptions(
        stunServers,
        turnServers,
        policy,
        filter,
        ports,
        tcp,
        hideAddresses,
        staging,
        keeping,
        connectTimeout);
  }

  /**
   * The same with another use of loopback addresses.
   *
   * @param use what becomes of them
   * @return the changed options
   */
  public IceOptions withLoopback(AddressFilter.Loopback use) {
    return withAddresses(addresses.withLoopback(use));
  }

  /**
   * The same with other address families.
   *
   * @param useIpv4 whether IPv4 addresses are candidates
   * @param useIpv6 whether IPv6 addresses are candidates
   * @return the changed options
   */
  public IceOptions withFamilies(boolean useIpv4, boolean useIpv6) {
    return withAddresses(addresses.withFamilies(useIpv4, useIpv6));
  }

  /**
   * The same with other ports.
   *
   * @param range which may be bound
   * @return the changed options
   */
  public IceOptions withPorts(PortRange range) {
    return new IceOptions(
        stunServers,
        turnServers,
        policy,
        addresses,
        range,
        tcp,
        hideAddresses,
        staging,
        keeping,
        connectTimeout);
  }

  /**
   * The same with or without TCP.
   *
   * @param use whether TCP is tried too
   * @return the changed options
   */
  public IceOptions withTcp(boolean use) {
    return new IceOptions(
        stunServers,
        turnServers,
        policy,
        addresses,
        ports,
        use,
        hideAddresses,
        staging,
        keeping,
        connectTimeout);
  }

  /**
   * The same with addresses hidden or told.
   *
   * @param hide whether host candidates are told under names
   * @return the changed options
   */
  public IceOptions withHiddenAddresses(boolean hide) {
    return new IceOptions(
        stunServers,
        turnServers,
        policy,
        addresses,
        ports,
        tcp,
        hide,
        staging,
        keeping,
        connectTimeout);
  }

  /**
   * The same with other stages of gathering.
   *
   * @param stages when each begins
   * @return the changed options
   */
  public IceOptions withStaging(Staging stages) {
    return new IceOptions(
        stunServers,
        turnServers,
        policy,
        addresses,
        ports,
        tcp,
        hideAddresses,
        stages,
        keeping,
        connectTimeout);
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
        turnServers,
        policy,
        addresses,
        ports,
        tcp,
        hideAddresses,
        staging,
        keeping,
        timeout);
  }

  /**
   * The same with another way of keeping the path.
   *
   * @param how how it is kept
   * @return the changed options
   */
  public IceOptions withKeeping(Keeping how) {
    return new IceOptions(
        stunServers,
        turnServers,
        policy,
        addresses,
        ports,
        tcp,
        hideAddresses,
        staging,
        how,
        connectTimeout);
  }
}
