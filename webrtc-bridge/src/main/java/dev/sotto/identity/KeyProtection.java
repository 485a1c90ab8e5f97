package dev.sotto.identity;

import dev.sotto.identity.IdentityException.Problem;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A private key under a passphrase: EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2 (RFC
 * 8018 section 6.2), PBKDF2 with HMAC-SHA-256 and AES-256-CBC; what {@code openssl pkcs8} reads and
 * writes.
 *
 * <p>The JDK's cipher of that name takes ASCII passphrases only, so its two steps are taken one by
 * one; the name still selects the encoding of the parameters.
 */
final class KeyProtection {
  private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
  private static final int ITERATIONS = 600_000;
  private static final int MOST_ITERATIONS = 20_000_000;
  private static final int BLOCK = 16;
  private static final int KEY_BITS = 256;

  private KeyProtection() {}

  /**
   * Encrypts.
   *
   * @param secret a PKCS#8 private key
   * @param passphrase not empty
   * @return the DER of EncryptedPrivateKeyInfo
   */
  static byte[] seal(byte[] secret, char[] passphrase) {
    byte[] salt = random();
    byte[] iv = random();
    PBEParameterSpec terms = new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv));
    try {
      byte[] sealed = crypt(Cipher.ENCRYPT_MODE, secret, passphrase, terms);
      return new EncryptedPrivateKeyInfo(encodable(terms), sealed).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("Java 17 has " + SCHEME, e);
    }
  }

  /**
   * Decrypts.
   *
   * @param sealed the DER of EncryptedPrivateKeyInfo
   * @param passphrase what the user says it is
   * @return the PKCS#8 private key, or something else when the passphrase is wrong
   * @throws IOException when it is not encrypted in this way
   * @throws IdentityException when the passphrase is wrong
   */
  static byte[] open(byte[] sealed, char[] passphrase) throws IOException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(sealed);
    PBEParameterSpec terms = terms(info.getAlgParameters());
    try {
      return crypt(Cipher.DECRYPT_MODE, info.getEncryptedData(), passphrase, terms);
    } catch (GeneralSecurityException e) {
      throw wrong();
    }
  }

  static IdentityException wrong() {
    return new IdentityException(
        Problem.PASSPHRASE, "wrong passphrase", "without it the identity is lost");
  }

  private static PBEParameterSpec terms(AlgorithmParameters parameters) throws IOException {
    try {
      PBEParameterSpec terms = parameters.getParameterSpec(PBEParameterSpec.class);
      boolean ours =
          SCHEME.equals(parameters.toString())
              && terms.getIterationCount() <= MOST_ITERATIONS
              && terms.getParameterSpec() instanceof IvParameterSpec;
      if (ours) {
        return terms;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("not PBES2", e);
    }
    throw new IOException("not PBES2 with AES-256 and HMAC-SHA-256");
  }

  private static byte[] crypt(int mode, byte[] data, char[] passphrase, PBEParameterSpec terms)
      throws GeneralSecurityException {
    PBEKeySpec question =
        new PBEKeySpec(passphrase, terms.getSalt(), terms.getIterationCount(), KEY_BITS);
    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(question).getEncoded();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), terms.getParameterSpec());
      return cipher.doFinal(data);
    } finally {
      Arrays.fill(key, (byte) 0);
      question.clearPassword();
    }
  }

  /** The same parameters under the only name by which the JDK knows their object identifier. */
  private static AlgorithmParameters encodable(PBEParameterSpec terms)
      throws GeneralSecurityException, IOException {
    AlgorithmParameters named = AlgorithmParameters.getInstance(SCHEME);
    named.init(terms);
    AlgorithmParameters general = AlgorithmParameters.getInstance("PBES2");
    general.init(named.getEncoded());
    return general;
  }

  private static byte[] random() {
    byte[] bytes = new byte[BLOCK];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
