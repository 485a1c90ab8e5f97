package dev.sotto.pairing;

/** Why a {@link PairingRun} ended without keys. */
public enum PairingFailure {
  /** The inviter got a wrong confirmation: somebody tried a wrong code. A guess is spent. */
  WRONG_CODE,
  /**
   * The joiner has sent its confirmation and got no right one back: wrong code, or somebody
   * interferes. The code is spent.
   */
  NOT_CONFIRMED,
  /** The peer knows no version of the exchange that we know. No guess is spent. */
  NO_COMMON_VERSION,
  /** The peer broke the rules: order, lengths, values that must not be. No guess is spent. */
  PROTOCOL,
  /** The peer took longer than {@link PairingRun#STEP_TIMEOUT}. No guess is spent. */
  TIMED_OUT,
  /** The peer, or somebody in between, said that it has given up. No guess is spent. */
  ABORTED,
  /** The way to the peer is gone. No guess is spent. */
  LOST
}
