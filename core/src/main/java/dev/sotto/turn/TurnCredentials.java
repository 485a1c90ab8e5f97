package dev.sotto.turn;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A user name and password for the long-term credential mechanism (RFC 8489 section 9.2). A value,
 * free to share between threads; never shows the password when printed.
 *
 * @param username 1 to 508 bytes of UTF-8
 * @param password the password; secret
 */
public record TurnCredentials(String username, String password) {
  private static final int MAX_USERNAME = 508;
  private static final String ALGORITHM = "HmacSHA1";

  /** Refuses a name that no message can carry. */
  public TurnCredentials {
    int length = username.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_USERNAME) {
      throw new IllegalArgumentException("a user name of " + length + " bytes");
    }
  }

  /**
   * Makes credentials that a server with the same shared secret accepts until they expire (the TURN
   * REST API, draft-uberti-behave-turn-rest-00): the user name is the expiry and a name, the
   * password the HMAC-SHA1 of the user name under the secret, in base64.
   *
   * @param sharedSecret the server's secret, not empty; not kept
   * @param name tells users apart in the server's log; may be empty
   * @param expiryEpochSecond when they end, in seconds since 1970, not negative
   * @return the credentials
   * @throws IllegalArgumentException if the secret is empty, the time negative or the name too long
   */
  public static TurnCredentials timeLimited(
      String sharedSecret, String name, long expiryEpochSecond) {
    if (sharedSecret.isEmpty() || expiryEpochSecond < 0) {
      throw new IllegalArgumentException(
          sharedSecret.isEmpty() ? "an empty secret" : "an expiry of " + expiryEpochSecond);
    }
    String username = name.isEmpty() ? "" + expiryEpochSecond : expiryEpochSecond + ":" + name;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(sharedSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] hmac = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
      return new TurnCredentials(username, Base64.getEncoder().encodeToString(hmac));
    } catch (GeneralSecurityException e) {
      // Every Java platform is required to have HmacSHA1.
      throw new IllegalStateException("no HmacSHA1 in this Java", e);
    }
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "TurnCredentials[" + username + "]";
  }
}
