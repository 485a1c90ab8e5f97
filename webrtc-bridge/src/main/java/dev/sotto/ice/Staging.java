package dev.sotto.ice;

import java.time.Duration;

/**
 * When each stage of gathering begins; none delays what came before it. {@link IceGatherer#hurry}
 * begins all at once.
 *
 * @param stunDelay from the start of gathering to the first question to a STUN server, unless the
 *     port mapper has answered before
 * @param relayDelay from both descriptions being known, while no direct pair works, to the first
 *     question to a TURN server; under {@link CandidatePolicy#RELAY_ONLY} it is asked at once
 */
public record Staging(Duration stunDelay, Duration relayDelay) {

  /** STUN after 250 ms, TURN 500 ms after both descriptions. */
  public static final Staging USUAL = new Staging(Duration.ofMillis(250), Duration.ofMillis(500));

  /** Refuses times that have passed. */
  public Staging {
    if (stunDelay.isNegative() || relayDelay.isNegative()) {
      throw new IllegalArgumentException("negative delay");
    }
  }
}
