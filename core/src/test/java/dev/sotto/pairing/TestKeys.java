package dev.sotto.pairing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Identity keys from seeds. */
final class TestKeys {
  private TestKeys() {}

  static Introducer ofSeed(byte[] seed) {
    return Introducer.installation(publicKey(seed), message -> sign(seed, message));
  }

  /** What the JDK's generator makes of a "random" seed. */
  static Octets publicKey(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
      return Octets.of(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  static byte[] sign(byte[] seed, byte[] message) {
    try {
      byte[] encoded =
          HexFormat.of()
              .parseHex("302e020100300506032b657004220420" + HexFormat.of().formatHex(seed));
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
