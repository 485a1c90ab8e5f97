package dev.sotto.ice;

import java.time.Duration;

/**
 * When each stage of gathering begins; none delays what came before it.
 *
 * @param stunDelay from the start of gathering to the first question to a STUN server, unless the
 *     port mapper has answered before
 * @param relayDelay from both descriptions being known, while no pair works, to the first question
 *     to a TURN server; under {@link CandidatePolicy#RELAY_ONLY} it is asked at once
 * @param atOnce whether all stages begin at the start of gathering instead, because candidates
 *     cannot be told later
 * @param deadline after so long gathering is complete whatever is still open; what is found later
 *     is still told and used
 */
public record Staging(Duration stunDelay, Duration relayDelay, boolean atOnce, Duration deadline) {

  /** STUN after 250 ms, TURN 500 ms after both descriptions. */
  public static final Staging TRICKLING =
      new Staging(Duration.ofMillis(250), Duration.ofMillis(500), false, Duration.ofSeconds(15));

  /** Everything at once, complete after 2 s: for descriptions that a person carries. */
  public static final Staging AT_ONCE =
      new Staging(Duration.ZERO, Duration.ZERO, true, Duration.ofSeconds(2));

  /** Refuses times that have passed. */
  public Staging {
    if (stunDelay.isNegative() || relayDelay.isNegative() || deadline.isNegative()) {
      throw new IllegalArgumentException("negative delay");
    }
  }
}
