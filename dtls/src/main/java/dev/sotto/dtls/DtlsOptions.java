package dev.sotto.dtls;

import java.time.Duration;

/**
 * Sizes and times of a session.
 *
 * @param sendLimit the largest datagram sent, in bytes of UDP payload, 256 to 16384
 * @param receiveLimit the largest datagram accepted, in bytes of UDP payload, 256 to 65535; larger
 *     ones are dropped
 * @param handshakeTimeout how long a handshake may take from its start to its end, 1 ms to 1 hour
 * @param resend when the first unanswered flight is sent again, 1 ms to 1 minute; doubles each time
 *     (RFC 6347 section 4.2.4.1)
 */
public record DtlsOptions(
    int sendLimit, int receiveLimit, Duration handshakeTimeout, Duration resend) {
  /** What WebRTC needs: 1200 bytes out, 1500 in, 15 s, 150 ms. */
  public static final DtlsOptions DEFAULTS =
      new DtlsOptions(1200, 1500, Duration.ofSeconds(15), Duration.ofMillis(150));

  /** Refuses what is out of range. */
  public DtlsOptions {
    requireRange("sendLimit", sendLimit, 256, 16_384);
    requireRange("receiveLimit", receiveLimit, 256, 65_535);
    requireRange("handshakeTimeout", handshakeTimeout.toMillis(), 1, 3_600_000);
    requireRange("resend", resend.toMillis(), 1, 60_000);
  }

  private static void requireRange(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + ": " + value);
    }
  }
}
