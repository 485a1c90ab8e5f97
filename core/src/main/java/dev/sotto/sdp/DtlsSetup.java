package dev.sotto.sdp;

import java.util.Locale;
import java.util.Optional;

/** Who opens the DTLS association: the attribute {@code setup} (RFC 8842 section 5.3). */
public enum DtlsSetup {
  /** Either: the answer decides. Offers have it. */
  ACTPASS,
  /** The one who says so is the DTLS client. */
  ACTIVE,
  /** The one who says so is the DTLS server. */
  PASSIVE;

  static Optional<DtlsSetup> ofToken(String token) {
    for (DtlsSetup setup : values()) {
      if (setup.token().equals(token)) {
        return Optional.of(setup);
      }
    }
    return Optional.empty();
  }

  /**
   * What an answer says to an offer with this value. RFC 8842 section 5.3: to {@code actpass} it
   * SHOULD be {@code active}, which saves half a round trip; {@code passive} is permitted.
   *
   * @return {@code PASSIVE} to {@code ACTIVE}, else {@code ACTIVE}
   */
  public DtlsSetup answer() {
    return this == ACTIVE ? PASSIVE : ACTIVE;
  }

  /**
   * Whether an answer may say this.
   *
   * @param offered what the offer says
   * @return false for {@code ACTPASS}, and for both being client or both server
   */
  public boolean answers(DtlsSetup offered) {
    return this != ACTPASS && this != offered;
  }

  /**
   * The word for it in a description.
   *
   * @return {@code actpass}, {@code active} or {@code passive}
   */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }
}
