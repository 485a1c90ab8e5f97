package dev.sotto.pairing;

/** Why an {@link Introduction} failed. In every case the session has to be closed. */
public enum IntroductionFailure {
  /** The peer did something else first, or wrote something malformed. */
  PROTOCOL,
  /** The mac was made for another session: the peer is not who was paired with. */
  MAC,
  /** What was revealed is not what was committed to. */
  COMMITMENT,
  /** The key is no key: not canonical, not on the curve, or of small order. */
  KEY,
  /** The signature is not by the key. */
  SIGNATURE,
  /** The key, or having none, is not what was expected. */
  OTHER_IDENTITY
}
