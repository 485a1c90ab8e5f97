package dev.sotto.pairing;

/**
 * S: names one session by what both sides must agree on (docs/protocol.md, section "Session"). No
 * secret by itself.
 *
 * @param value 32 bytes
 */
public record SessionId(Octets value) {
  private static final int FINGERPRINT = 32;

  /** The version of the exchange in a manual session. */
  public static final int MANUAL_VERSION = 1;

  /**
   * The session that follows a run.
   *
   * @param keys of the run
   * @param joinerFingerprint SHA-256 of the joiner's DTLS certificate, 32 bytes
   * @param inviterFingerprint SHA-256 of the inviter's, 32 bytes
   * @return its name
   * @throws IllegalArgumentException if a fingerprint has another length
   */
  public static SessionId of(
      PairingKeys keys, Octets joinerFingerprint, Octets inviterFingerprint) {
    return of(keys.mode(), keys.version(), joinerFingerprint, inviterFingerprint, keys.bind());
  }

  /**
   * A session by one line each way; the offerer has the joiner's place.
   *
   * @param joinerFingerprint of the offerer's DTLS certificate, 32 bytes
   * @param inviterFingerprint of the answerer's, 32 bytes
   * @param bind of {@link #manualBind}
   * @return its name
   * @throws IllegalArgumentException if a fingerprint has another length
   */
  public static SessionId manual(Octets joinerFingerprint, Octets inviterFingerprint, Octets bind) {
    return of(Mode.MANUAL, MANUAL_VERSION, joinerFingerprint, inviterFingerprint, bind);
  }

  /**
   * What stands for the bind of a run in a manual session: public, so that it detects mix-ups only.
   *
   * @param offer the decoded line of the offerer
   * @param answer the decoded line of the answerer
   * @return 32 bytes
   */
  public static Octets manualBind(byte[] offer, byte[] answer) {
    return Octets.owning(
        Hash.sha256(LengthValue.concatenate(LengthValue.ascii("sotto/1 manual"), offer, answer)));
  }

  static SessionId of(
      Mode mode, int version, Octets joinerFingerprint, Octets inviterFingerprint, Octets bind) {
    if (joinerFingerprint.length() != FINGERPRINT || inviterFingerprint.length() != FINGERPRINT) {
      throw new IllegalArgumentException("a fingerprint has 32 bytes");
    }
    return new SessionId(
        Octets.owning(
            Hash.sha256(
                LengthValue.concatenate(
                    LengthValue.ascii("sotto/1 session"),
                    LengthValue.ascii(mode.label()),
                    new byte[] {(byte) version},
                    joinerFingerprint.shared(),
                    inviterFingerprint.shared(),
                    bind.shared()))));
  }
}
