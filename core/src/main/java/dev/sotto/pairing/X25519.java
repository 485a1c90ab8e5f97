package dev.sotto.pairing;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * The function of RFC 7748 section 5, as the JDK computes it. Points go in as X.509, because the
 * other way in does not mask the highest bit.
 */
final class X25519 {
  static final int LENGTH = 32;

  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b656e032100");
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b656e04220420");

  private X25519() {}

  /**
   * Multiplies a point.
   *
   * @param scalar 32 bytes, a secret
   * @param point 32 bytes
   * @return 32 bytes; empty if the result is 0, because the point is of small order
   */
  static Optional<byte[]> multiply(byte[] scalar, byte[] point) {
    byte[] encodedScalar = joined(PKCS8, scalar);
    try {
      KeyFactory factory = KeyFactory.getInstance("X25519");
      PrivateKey own = factory.generatePrivate(new PKCS8EncodedKeySpec(encodedScalar));
      PublicKey other = factory.generatePublic(new X509EncodedKeySpec(joined(X509, point)));
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(own);
      agreement.doPhase(other, true);
      byte[] result = agreement.generateSecret();
      return MessageDigest.isEqual(result, new byte[LENGTH])
          ? Optional.empty()
          : Optional.of(result);
    } catch (InvalidKeyException smallOrder) {
      return Optional.empty();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without X25519", missing);
    } finally {
      Arrays.fill(encodedScalar, (byte) 0);
    }
  }

  private static byte[] joined(byte[] prefix, byte[] octets) {
    if (octets.length != LENGTH) {
      throw new IllegalArgumentException("32 bytes, not " + octets.length);
    }
    byte[] joined = Arrays.copyOf(prefix, prefix.length + LENGTH);
    System.arraycopy(octets, 0, joined, prefix.length, LENGTH);
    return joined;
  }
}
