package dev.sotto.pairing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Signatures of RFC 8032, as the JDK verifies them, under keys that are looked at first. */
final class Ed25519 {
  private static final int KEY = 32;
  private static final int SIGNATURE = 64;
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  /** The y of the eight points whose order divides 8: 0, 1, -1 and those of order 8. */
  private static final List<byte[]> SMALL_ORDER =
      List.of(
          Field25519.of(0).encode(),
          Field25519.of(1).encode(),
          Field25519.of(1).negated().encode(),
          HexFormat.of()
              .parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          HexFormat.of()
              .parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  private Ed25519() {}

  /**
   * Whether these bytes are the one encoding of a point on the curve that is not of small order.
   */
  static boolean isPublicKey(byte[] key) {
    if (key.length != KEY) {
      return false;
    }
    byte[] masked = key.clone();
    masked[KEY - 1] &= 0x7f;
    Field25519 y = Field25519.decode(masked);
    boolean canonical = Arrays.equals(y.encode(), masked);
    boolean smallOrder = SMALL_ORDER.stream().anyMatch(small -> Arrays.equals(small, masked));
    return canonical && !smallOrder && isOnCurve(y);
  }

  /** Whether x^2 = (y^2 - 1) / (d y^2 + 1), d = -121665/121666, has a solution (section 5.1.3). */
  private static boolean isOnCurve(Field25519 y) {
    Field25519 one = Field25519.of(1);
    Field25519 d = Field25519.of(121_665).negated().times(Field25519.of(121_666).inverted());
    Field25519 squared = y.squared();
    Field25519 above = squared.minus(one);
    Field25519 below = squared.times(d).plus(one);
    return above.times(below).isSquare() == 1;
  }

  /** Whether a signature is by a key that is one. */
  static boolean verify(byte[] key, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE) {
      return false;
    }
    byte[] encoded = Arrays.copyOf(X509, X509.length + KEY);
    System.arraycopy(key, 0, encoded, X509.length, KEY);
    try {
      PublicKey publicKey =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException forged) {
      return false;
    }
  }
}
