package dev.sotto.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * The Ed25519 key pair that this installation is known by. Used for nothing but the reveal of
 * {@code docs/protocol.md}, "CHANNEL". Immutable, safe for use by several threads.
 */
public final class Identity {
  /** The name of RFC 8032 with curve 25519, without prehash, in the JDK. */
  static final String ALGORITHM = "Ed25519";

  private final PrivateKey secret;
  private final IdentityKey publicKey;

  Identity(PrivateKey secret, IdentityKey publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /**
   * Makes a new one, which is nowhere stored.
   *
   * @return a fresh key pair
   */
  public static Identity create() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new Identity(pair.getPrivate(), IdentityKey.ofEncoded(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Java 17 has Ed25519", e);
    }
  }

  /**
   * Gives the public half.
   *
   * @return the key others know this installation by
   */
  public IdentityKey publicKey() {
    return publicKey;
  }

  /**
   * Signs a message as RFC 8032 says (Ed25519, no prehash, no context).
   *
   * @param message the message
   * @return 64 bytes
   */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the key was used before", e);
    }
  }

  /** The private half as PKCS#8 (RFC 8410 section 7), to be wiped by the caller. */
  byte[] secretKey() {
    return secret.getEncoded();
  }

  /** Tells nothing: the key is not for logs. */
  @Override
  public String toString() {
    return "Identity";
  }
}
