package dev.sotto.sdp;

import java.util.Optional;

/** How a candidate was found (RFC 8445 section 5.1.1). */
public enum CandidateType {
  /** An address of the host itself. */
  HOST("host", 126),
  /** An address that a STUN server, or a mapper, gave. */
  SRFLX("srflx", 100),
  /** An address that the peer saw. */
  PRFLX("prflx", 110),
  /** An address on a TURN server. */
  RELAY("relay", 0);

  private final String token;
  private final int preference;

  CandidateType(String token, int preference) {
    this.token = token;
    this.preference = preference;
  }

  static Optional<CandidateType> ofToken(String token) {
    for (CandidateType type : values()) {
      if (type.token.equals(token)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * The word for it in a description.
   *
   * @return {@code host}, {@code srflx}, {@code prflx} or {@code relay}
   */
  public String token() {
    return token;
  }

  /**
   * The recommended type preference (RFC 8445 section 5.1.2.2).
   *
   * @return 0 to 126
   */
  public int preference() {
    return preference;
  }
}
