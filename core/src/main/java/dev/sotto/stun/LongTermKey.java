package dev.sotto.stun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key of MESSAGE-INTEGRITY under the long-term credential mechanism (RFC 8489 section 9.2.2):
 * MD5 over user name, realm and password.
 *
 * <p>Names and passwords are taken as they are: preparing them (the OpaqueString profile of RFC
 * 8265) is for whoever reads them from a person.
 */
public final class LongTermKey {
  private static final byte COLON = ':';

  private LongTermKey() {}

  /**
   * Computes the key.
   *
   * @param username the user name
   * @param realm the value of REALM as the server sent it, without quotes
   * @param password the password
   * @return 16 bytes; secret
   */
  public static byte[] of(String username, byte[] realm, String password) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(username.getBytes(StandardCharsets.UTF_8));
      md5.update(COLON);
      md5.update(realm);
      md5.update(COLON);
      return md5.digest(password.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform is required to have MD5.
      throw new IllegalStateException("no MD5 in this Java", e);
    }
  }
}
