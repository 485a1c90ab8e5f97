package dev.sotto.transfer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a sender shows of a {@link Token} in an offer: docs/protocol.md, section "Another session".
 * Worth something to nobody but who gave the token, and to that one in this session and for this
 * offer only. Compared in constant time, and not shown by {@link #toString()}.
 *
 * @param mac HMAC-SHA-256 (RFC 2104) under the hash of the token
 */
public record Proof(Digest mac) {
  /** How many an offer may have. */
  public static final int MOST = 8;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] LABEL = "sotto.v1 resume".getBytes(StandardCharsets.UTF_8);

  /**
   * Makes the only right one.
   *
   * @param token the hash of the token, which is all that its giver keeps: {@link Token#hash()}
   * @param session the number of the session in which the channel of the offer is
   *     (docs/protocol.md, section "Session")
   * @param id of the offer
   * @return the proof
   */
  public static Proof of(Digest token, Digest session, TransferId id) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(token.shared(), ALGORITHM));
      mac.update(LABEL);
      mac.update(session.shared());
      return new Proof(Digest.ofBytes(mac.doFinal(HexFormat.of().parseHex(id.text()))));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without " + ALGORITHM, missing);
    }
  }

  /**
   * Reads base64url without padding, in its only canonical form.
   *
   * @param text what a peer wrote
   * @return the proof, right or wrong; empty when it has another length
   */
  public static Optional<Proof> parse(String text) {
    return Digest.parse(text).map(Proof::new);
  }

  /**
   * As it is written in messages.
   *
   * @return 43 characters of base64url without padding
   */
  public String text() {
    return mac.text();
  }

  @Override
  public String toString() {
    return "Proof";
  }
}
