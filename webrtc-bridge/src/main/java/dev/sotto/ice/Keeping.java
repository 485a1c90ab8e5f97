package dev.sotto.ice;

import java.time.Duration;

/**
 * How a path is kept once it is found.
 *
 * @param takeoverDelay how long a path must stand before ice4j is let go
 * @param consentInterval mean time between consent checks (RFC 7675 section 5.1: 5 s), each
 *     randomised by 0.8 to 1.2
 * @param consentTimeout without an answer for so long, consent has expired (RFC 7675: 30 s)
 */
public record Keeping(Duration takeoverDelay, Duration consentInterval, Duration consentTimeout) {

  /** ice4j goes after 3 s; RFC 7675's times. */
  public static final Keeping USUAL =
      new Keeping(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(30));

  /** Refuses what makes no sense. */
  public Keeping {
    if (takeoverDelay.isNegative()) {
      throw new IllegalArgumentException("takeoverDelay " + takeoverDelay);
    }
    if (consentInterval.isNegative() || consentInterval.isZero()) {
      throw new IllegalArgumentException("consentInterval " + consentInterval);
    }
    if (consentTimeout.compareTo(consentInterval) <= 0) {
      throw new IllegalArgumentException("consentTimeout " + consentTimeout);
    }
  }
}
