package dev.sotto.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sotto.identity.IdentityException.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An identity as two blocks of PEM (RFC 7468): the private key, PKCS#8, and the public key, which
 * the JDK cannot derive from it. That they belong together is checked by a signature.
 */
final class IdentityPem {
  private static final String PUBLIC = "PUBLIC KEY";
  private static final String SECRET = "PRIVATE KEY";
  private static final String SEALED = "ENCRYPTED PRIVATE KEY";

  private static final Pattern FILE =
      Pattern.compile("\\s*" + block("(?:ENCRYPTED )?PRIVATE KEY", 1) + block(PUBLIC, 3));

  private IdentityPem() {}

  /**
   * Writes an identity.
   *
   * @param passphrase the passphrase; empty for none
   */
  static byte[] write(Identity identity, char[] passphrase) {
    byte[] secret = identity.secretKey();
    try {
      boolean open = passphrase.length == 0;
      byte[] content = open ? secret : KeyProtection.seal(secret, passphrase);
      String text =
          pem(open ? SECRET : SEALED, content) + pem(PUBLIC, identity.publicKey().encoded());
      return text.getBytes(US_ASCII);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Reads an identity.
   *
   * @param content what is in the file
   * @param file where it is from
   * @param prompt asked when there is a passphrase
   */
  static Identity read(byte[] content, Path file, PassphrasePrompt prompt) {
    Matcher blocks = FILE.matcher(new String(content, US_ASCII));
    if (!blocks.matches()) {
      throw damaged(file, "it is no identity, or not all of it");
    }
    try {
      byte[] secret = Base64.getMimeDecoder().decode(blocks.group(2));
      byte[] encodedPublic = Base64.getMimeDecoder().decode(blocks.group(4));
      boolean sealed = blocks.group(1).equals(SEALED);
      PrivateKey secretKey = sealed ? unseal(secret, file, prompt) : secretKey(secret);
      return together(secretKey, encodedPublic, file);
    } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
      throw damaged(file, "its keys cannot be read");
    }
  }

  private static PrivateKey unseal(byte[] sealed, Path file, PassphrasePrompt prompt)
      throws IOException {
    Optional<char[]> passphrase = prompt.ask(file);
    if (passphrase.isEmpty()) {
      throw new IdentityException(
          Problem.PASSPHRASE, file + " has a passphrase", "run it in a terminal, to be asked");
    }
    try {
      byte[] secret = KeyProtection.open(sealed, passphrase.get());
      try {
        return secretKey(secret);
      } catch (GeneralSecurityException e) {
        // One wrong key in 256 decrypts to something that looks padded.
        throw KeyProtection.wrong();
      } finally {
        Arrays.fill(secret, (byte) 0);
      }
    } finally {
      Arrays.fill(passphrase.get(), '\0');
    }
  }

  private static PrivateKey secretKey(byte[] encoded) throws GeneralSecurityException {
    return KeyFactory.getInstance(Identity.ALGORITHM)
        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  private static Identity together(PrivateKey secret, byte[] encodedPublic, Path file)
      throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance(Identity.ALGORITHM)
            .generatePublic(new X509EncodedKeySpec(encodedPublic));
    Identity identity = new Identity(secret, IdentityKey.ofEncoded(key.getEncoded()));
    byte[] probe = "do the two halves belong together".getBytes(US_ASCII);
    Signature signature = Signature.getInstance(Identity.ALGORITHM);
    signature.initVerify(key);
    signature.update(probe);
    if (!signature.verify(identity.sign(probe))) {
      throw damaged(file, "its two keys do not belong together");
    }
    return identity;
  }

  private static IdentityException damaged(Path file, String why) {
    return new IdentityException(
        Problem.DAMAGED,
        file + " cannot be used: " + why,
        "restore it from a copy, or move it away to get a new identity that nobody knows yet");
  }

  /** One block, with its label as this group and its content as the next. */
  private static String block(String label, int group) {
    String content = ")-----\\s+([A-Za-z0-9+/=\\s]+)";
    return "-----BEGIN (" + label + content + "-----END \\" + group + "-----\\s*";
  }

  private static String pem(String label, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}
