package dev.sotto.peer;

import dev.sotto.ice.IceOptions;
import dev.sotto.ice.IceOptions.Loopback;
import java.time.Duration;

/**
 * How connections of a program are made.
 *
 * @param ice how paths are looked for and kept
 * @param maxMessageSize the largest message we take from the peer, in bytes; told to it
 * @param maxBufferedAmount how many bytes a channel buffers for sending before it takes no more;
 *     also one message for each 64 of them, at least 2
 * @param receiveWindow how many bytes the peer may have under way to us, or waiting for the
 *     listener; 1500 to 2^31 - 1
 * @param handshakeTimeout how long the DTLS handshake may take
 */
public record PeerConfiguration(
    IceOptions ice,
    int maxMessageSize,
    long maxBufferedAmount,
    long receiveWindow,
    Duration handshakeTimeout) {

  /** Refuses what cannot work. */
  public PeerConfiguration {
    if (maxMessageSize < 1 || maxBufferedAmount < 1) {
      throw new IllegalArgumentException("sizes must be positive");
    }
    if (receiveWindow < 1500 || receiveWindow > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("receive window " + receiveWindow);
    }
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException("handshake timeout " + handshakeTimeout);
    }
  }

  /**
   * Messages of 256 KiB, 16 MiB buffered a channel, a window of 5 MiB, 15 s for the handshake.
   *
   * @return the configuration that browsers get on with
   */
  public static PeerConfiguration defaults() {
    return new PeerConfiguration(
        IceOptions.defaults(), 262_144, 16L << 20, 5L << 20, Duration.ofSeconds(15));
  }

  /**
   * The defaults with addresses of the loopback interface as further candidates, for a peer on the
   * same machine: a browser, or another process.
   *
   * @return that configuration
   */
  public static PeerConfiguration sameMachine() {
    return defaults().withIce(IceOptions.defaults().withLoopback(Loopback.INCLUDED));
  }

  /**
   * The defaults with addresses of the loopback interface as the only candidates: no packet leaves
   * the machine.
   *
   * @return that configuration
   */
  public static PeerConfiguration localOnly() {
    return defaults().withIce(IceOptions.defaults().withLoopback(Loopback.ONLY));
  }

  /**
   * The same with another way of finding paths.
   *
   * @param options how to
   * @return the changed configuration
   */
  public PeerConfiguration withIce(IceOptions options) {
    return new PeerConfiguration(
        options, maxMessageSize, maxBufferedAmount, receiveWindow, handshakeTimeout);
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
   * The same with another limit for buffered bytes of a channel.
   *
   * @param bytes the limit, at least 1
   * @return the changed configuration
   */
  public PeerConfiguration withMaxBufferedAmount(long bytes) {
    return new PeerConfiguration(ice, maxMessageSize, bytes, receiveWindow, handshakeTimeout);
  }

  /**
   * The same with another receive window.
   *
   * @param bytes the window, at least 1500
   * @return the changed configuration
   */
  public PeerConfiguration withReceiveWindow(long bytes) {
    return new PeerConfiguration(ice, maxMessageSize, maxBufferedAmount, bytes, handshakeTimeout);
  }
}
