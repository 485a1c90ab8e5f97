package dev.sotto.peer;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.ice.IceOptions;
import dev.sotto.portmap.PortMapperOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * How connections of a program are made.
 *
 * @param ice how paths are looked for and kept
 * @param portMapping how the gateway is asked to open ports; empty for not at all
 * @param sharedUdpPort one UDP port for all connections of the program, 1 to 65535, for servers
 *     behind a firewall; 0 for a port of its own for each
 * @param maxMessageSize the largest message we take from the peer, in bytes; told to it
 * @param maxBufferedAmount how many bytes a channel buffers for sending before it takes no more;
 *     also one message for each 64 of them, at least 2
 * @param receiveWindow how many bytes the peer may have under way to us, or waiting for the
 *     listener; 1500 to 2^31 - 1
 * @param handshakeTimeout how long the DTLS handshake may take
 * @param reconnectTimeout how long after its path fell silent a connection is held for another one;
 *     zero for until its consent expires (RFC 7675)
 */
public record PeerConfiguration(
    IceOptions ice,
    Optional<PortMapperOptions> portMapping,
    int sharedUdpPort,
    int maxMessageSize,
    long maxBufferedAmount,
    long receiveWindow,
    Duration handshakeTimeout,
    Duration reconnectTimeout) {

  /** Refuses what cannot work. */
  public PeerConfiguration {
    if (sharedUdpPort < 0 || sharedUdpPort > 65_535) {
      throw new IllegalArgumentException("port " + sharedUdpPort);
    }
    if (maxMessageSize < 1 || maxBufferedAmount < 1) {
      throw new IllegalArgumentException("sizes must be positive");
    }
    if (receiveWindow < 1500 || receiveWindow > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("receive window " + receiveWindow);
    }
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException("handshake timeout " + handshakeTimeout);
    }
    if (reconnectTimeout.isNegative()) {
      throw new IllegalArgumentException("reconnect timeout " + reconnectTimeout);
    }
  }

  /**
   * Ports opened by the gateway, messages of 256 KiB, 16 MiB buffered a channel, a window of 5 MiB,
   * 15 s for the handshake, 2 minutes for another path.
   *
   * @return the configuration that browsers get on with
   */
  public static PeerConfiguration defaults() {
    return new PeerConfiguration(
        IceOptions.defaults(),
        Optional.of(PortMapperOptions.defaults()),
        0,
        262_144,
        16L << 20,
        5L << 20,
        Duration.ofSeconds(15),
        Duration.ofMinutes(2));
  }

  /**
   * The defaults with addresses of the loopback interface as further candidates, for a peer that
   * may be on the same machine: a browser, or another process. It confines nothing, unlike {@link
   * #localOnly()}.
   *
   * @return that configuration
   */
  public static PeerConfiguration defaultsAndLoopback() {
    return defaults().withIce(IceOptions.defaults().withLoopback(Loopback.INCLUDED));
  }

  /**
   * The defaults with addresses of the loopback interface as the only candidates: no packet leaves
   * the machine.
   *
   * @return that configuration
   */
  public static PeerConfiguration localOnly() {
    return defaults()
        .withIce(IceOptions.defaults().withLoopback(Loopback.ONLY))
        .withPortMapping(Optional.empty());
  }

  /**
   * The same with another way of finding paths.
   *
   * @param options how to
   * @return the changed configuration
   */
  public PeerConfiguration withIce(IceOptions options) {
    return new PeerConfiguration(
        options,
        portMapping,
        sharedUdpPort,
        maxMessageSize,
        maxBufferedAmount,
        receiveWindow,
        handshakeTimeout,
        reconnectTimeout);
  }

  /**
   * The same with another way of opening ports.
   *
   * @param how how the gateway is asked, or empty for not at all
   * @return the changed configuration
   */
  public PeerConfiguration withPortMapping(Optional<PortMapperOptions> how) {
    return new PeerConfiguration(
        ice,
        how,
        sharedUdpPort,
        maxMessageSize,
        maxBufferedAmount,
        receiveWindow,
        handshakeTimeout,
        reconnectTimeout);
  }

  /**
   * The same with one UDP port for all connections.
   *
   * @param port the port, or 0 for a port of its own for each
   * @return the changed configuration
   */
  public PeerConfiguration withSharedUdpPort(int port) {
    return new PeerConfiguration(
        ice,
        portMapping,
        port,
        maxMessageSize,
        maxBufferedAmount,
        receiveWindow,
        handshakeTimeout,
        reconnectTimeout);
  }

  /**
   * The same with another time to find a path in.
   *
   * @param timeout from both descriptions being known to failure, more than zero
   * @return the changed configuration
   */
  public PeerConfiguration withConnectTimeout(Duration timeout) {
    return withIce(ice.withConnectTimeout(timeout));
  }

  /**
   * The same with another patience with silent paths.
   *
   * @param timeout see {@link #reconnectTimeout}
   * @return the changed configuration
   */
  public PeerConfiguration withReconnectTimeout(Duration timeout) {
    return new PeerConfiguration(
        ice,
        portMapping,
        sharedUdpPort,
        maxMessageSize,
        maxBufferedAmount,
        receiveWindow,
        handshakeTimeout,
        timeout);
  }

  /**
   * The same with another limit for buffered bytes of a channel.
   *
   * @param bytes the limit, at least 1
   * @return the changed configuration
   */
  public PeerConfiguration withMaxBufferedAmount(long bytes) {
    return new PeerConfiguration(
        ice,
        portMapping,
        sharedUdpPort,
        maxMessageSize,
        bytes,
        receiveWindow,
        handshakeTimeout,
        reconnectTimeout);
  }

  /**
   * The same with another receive window.
   *
   * @param bytes the window, at least 1500
   * @return the changed configuration
   */
  public PeerConfiguration withReceiveWindow(long bytes) {
    return new PeerConfiguration(
        ice,
        portMapping,
        sharedUdpPort,
        maxMessageSize,
        maxBufferedAmount,
        bytes,
        handshakeTimeout,
        reconnectTimeout);
  }
}
