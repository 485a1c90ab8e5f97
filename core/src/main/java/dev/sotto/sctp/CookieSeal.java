package dev.sotto.sctp;

import dev.sotto.sctp.wire.Octets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a state cookie is our own (RFC 9260 section 5.1.3): HMAC-SHA-256 under a key that
 * never leaves this object and is another one in every association.
 */
final class CookieSeal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;
  private static final int MAC_LENGTH = 32;

  private final SecretKeySpec key;

  CookieSeal(RandomGenerator random) {
    byte[] bytes = new byte[KEY_LENGTH];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** The cookie with its proof in front. */
  Octets seal(StateCookie cookie) {
    byte[] content = cookie.toOctets().toByteArray();
    byte[] sealed = Arrays.copyOf(mac(content), MAC_LENGTH + content.length);
    System.arraycopy(content, 0, sealed, MAC_LENGTH, content.length);
    return Octets.of(sealed);
  }

  /** The cookie, or null when it was not made here or was changed. */
  @Nullable StateCookie open(Octets sealed) {
    byte[] bytes = sealed.toByteArray();
    if (bytes.length < MAC_LENGTH) {
      return null;
    }
    byte[] content = Arrays.copyOfRange(bytes, MAC_LENGTH, bytes.length);
    byte[] proof = Arrays.copyOf(bytes, MAC_LENGTH);
    return MessageDigest.isEqual(proof, mac(content)) ? StateCookie.of(content) : null;
  }

  private byte[] mac(byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
