package dev.sotto.sctp;

import java.time.Duration;

/**
 * What can be set of an association. Immutable; {@link #defaults()} is what WebRTC wants.
 *
 * @param localPort source port of what is sent, 1 to 65535
 * @param remotePort destination port of what is sent, 1 to 65535
 * @param mtu longest SCTP packet in bytes, a multiple of 4 from 256 to 65532
 * @param maxMessageSize longest message accepted from the peer, in bytes
 * @param maxSendMessageSize longest message accepted from the user, in bytes
 * @param receiveWindow bytes of received data held at a time, 1500 to 2^31 - 1
 * @param maxSendBuffer bytes that all accepted and not yet acknowledged messages may hold; each
 *     counts 64 more than its length
 * @param streams streams announced for either direction, 1 to 65535
 * @param maxRetransmissions consecutive timeouts without an answer before giving up; 0 or less
 *     means never (RFC 9260 section 8.1, Association.Max.Retrans; consent freshness decides in
 *     WebRTC)
 * @param maxInitRetransmissions how often INIT, COOKIE-ECHO, SHUTDOWN and SHUTDOWN-ACK are repeated
 *     before giving up, at least 0
 * @param rtoInitial retransmission timeout before the first measurement
 * @param rtoMin its lower bound
 * @param rtoMax its upper bound, back-off included
 * @param delayedAck longest delay of an acknowledgment, at most 500 ms (RFC 9260 section 6.2)
 * @param heartbeatInterval idle time after which the path is probed; zero means never
 * @param cookieLifetime how long a state cookie is accepted
 * @param initialCwndPackets initial congestion window in packets, at least 1
 * @param maxBurst packets of new data sent for one acknowledgment, at least 1 (RFC 9260 section
 *     6.1, Max.Burst)
 */
public record AssociationOptions(
    int localPort,
    int remotePort,
    int mtu,
    int maxMessageSize,
    int maxSendMessageSize,
    long receiveWindow,
    long maxSendBuffer,
    int streams,
    int maxRetransmissions,
    int maxInitRetransmissions,
    Duration rtoInitial,
    Duration rtoMin,
    Duration rtoMax,
    Duration delayedAck,
    Duration heartbeatInterval,
    Duration cookieLifetime,
    int initialCwndPackets,
    int maxBurst) {
  /** Refuses values outside of their ranges. */
  public AssociationOptions {
    requireRange("localPort", localPort, 1, 65_535);
    requireRange("remotePort", remotePort, 1, 65_535);
    requireRange("mtu", mtu, 256, 65_532);
    requireRange("mtu modulo 4", mtu % 4, 0, 0);
    requireRange("maxMessageSize", maxMessageSize, 1, Integer.MAX_VALUE / 2);
    requireRange("maxSendMessageSize", maxSendMessageSize, 1, Integer.MAX_VALUE / 2);
    requireRange("receiveWindow", receiveWindow, 1500, Integer.MAX_VALUE);
    requireRange("maxSendBuffer", maxSendBuffer, 1, Long.MAX_VALUE / 2);
    requireRange("streams", streams, 1, 65_535);
    requireRange("maxInitRetransmissions", maxInitRetransmissions, 0, Integer.MAX_VALUE - 1);
    requireRange("rtoMin", rtoMin.toMillis(), 1, rtoMax.toMillis());
    requireRange("rtoInitial", rtoInitial.toMillis(), rtoMin.toMillis(), rtoMax.toMillis());
    requireRange("delayedAck", delayedAck.toMillis(), 0, 500);
    requireRange("heartbeatInterval", heartbeatInterval.toMillis(), 0, Integer.MAX_VALUE);
    requireRange("cookieLifetime", cookieLifetime.toMillis(), 1, Integer.MAX_VALUE);
    requireRange("initialCwndPackets", initialCwndPackets, 1, 1000);
    requireRange("maxBurst", maxBurst, 1, 1000);
  }

  private static void requireRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": " + value);
    }
  }

  /**
   * The defaults, on ports 5000.
   *
   * @return the options
   */
  public static AssociationOptions defaults() {
    return new AssociationOptions(
        5000,
        5000,
        1160,
        262_144,
        262_144,
        5 * 1024 * 1024,
        32 * 1024 * 1024,
        65_535,
        0,
        8,
        Duration.ofMillis(500),
        Duration.ofMillis(200),
        Duration.ofSeconds(10),
        Duration.ofMillis(20),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        10,
        10);
  }

  /**
   * These options with other ports.
   *
   * @param localPort source port of what is sent, 1 to 65535
   * @param remotePort destination port of what is sent, 1 to 65535
   * @return the changed copy
   */
  public AssociationOptions withPorts(int localPort, int remotePort) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other mtu.
   *
   * @param mtu longest SCTP packet in bytes, a multiple of 4 from 256 to 65532
   * @return the changed copy
   */
  public AssociationOptions withMtu(int mtu) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other maxMessageSize.
   *
   * @param maxMessageSize longest message accepted from the peer, in bytes
   * @return the changed copy
   */
  public AssociationOptions withMaxMessageSize(int maxMessageSize) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other maxSendMessageSize.
   *
   * @param maxSendMessageSize longest message accepted from the user, in bytes
   * @return the changed copy
   */
  public AssociationOptions withMaxSendMessageSize(int maxSendMessageSize) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other receiveWindow.
   *
   * @param receiveWindow bytes of received data held at a time, 1500 to 2^31 - 1
   * @return the changed copy
   */
  public AssociationOptions withReceiveWindow(long receiveWindow) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other maxSendBuffer.
   *
   * @param maxSendBuffer bytes that all accepted and not yet acknowledged messages may hold; each
   *     counts 64 more than its length
   * @return the changed copy
   */
  public AssociationOptions withMaxSendBuffer(long maxSendBuffer) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other streams.
   *
   * @param streams streams announced for either direction, 1 to 65535
   * @return the changed copy
   */
  public AssociationOptions withStreams(int streams) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other maxRetransmissions.
   *
   * @param maxRetransmissions consecutive timeouts without an answer before giving up; 0 or less
   *     means never (RFC 9260 section 8.1, Association.Max.Retrans; consent freshness decides in
   *     WebRTC)
   * @return the changed copy
   */
  public AssociationOptions withMaxRetransmissions(int maxRetransmissions) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other maxInitRetransmissions.
   *
   * @param maxInitRetransmissions how often INIT, COOKIE-ECHO, SHUTDOWN and SHUTDOWN-ACK are
   *     repeated before giving up, at least 0
   * @return the changed copy
   */
  public AssociationOptions withMaxInitRetransmissions(int maxInitRetransmissions) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other rto.
   *
   * @param rtoInitial retransmission timeout before the first measurement
   * @param rtoMin its lower bound
   * @param rtoMax its upper bound, back-off included
   * @return the changed copy
   */
  public AssociationOptions withRto(Duration rtoInitial, Duration rtoMin, Duration rtoMax) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other delayedAck.
   *
   * @param delayedAck longest delay of an acknowledgment, at most 500 ms (RFC 9260 section 6.2)
   * @return the changed copy
   */
  public AssociationOptions withDelayedAck(Duration delayedAck) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other heartbeatInterval.
   *
   * @param heartbeatInterval idle time after which the path is probed; zero means never
   * @return the changed copy
   */
  public AssociationOptions withHeartbeatInterval(Duration heartbeatInterval) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other cookieLifetime.
   *
   * @param cookieLifetime how long a state cookie is accepted
   * @return the changed copy
   */
  public AssociationOptions withCookieLifetime(Duration cookieLifetime) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }

  /**
   * These options with other maxBurst.
   *
   * @param maxBurst packets of new data sent for one acknowledgment, at least 1 (RFC 9260 section
   *     6.1, Max.Burst)
   * @return the changed copy
   */
  public AssociationOptions withMaxBurst(int maxBurst) {
    return new AssociationOptions(
        localPort,
        remotePort,
        mtu,
        maxMessageSize,
        maxSendMessageSize,
        receiveWindow,
        maxSendBuffer,
        streams,
        maxRetransmissions,
        maxInitRetransmissions,
        rtoInitial,
        rtoMin,
        rtoMax,
        delayedAck,
        heartbeatInterval,
        cookieLifetime,
        initialCwndPackets,
        maxBurst);
  }
}
