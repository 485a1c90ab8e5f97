package dev.sotto.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its chain and private key, as a web server has them in two PEM files (RFC
 * 7468).
 */
public final class Tls {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

  private final KeyStore keys;

  private Tls(KeyStore keys) {
    this.keys = keys;
  }

  /**
   * Reads both files.
   *
   * @param certificate the server's certificate, then those that lead to a known authority
   * @param key its private key, PKCS#8 without a passphrase: RSA, EC or Ed25519
   * @return what a server needs
   * @throws IOException with a sentence that says what is wrong with which file
   */
  public static Tls load(Path certificate, Path key) throws IOException {
    List<Certificate> chain = chain(certificate);
    PrivateKey secret = key(key, chain.get(0).getPublicKey().getAlgorithm());
    try {
      requirePair(chain.get(0), secret);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key in " + key + " is not that of " + certificate, e);
    }
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("server", secret, new char[0], chain.toArray(Certificate[]::new));
      return new Tls(keys);
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot use the certificate in " + certificate, e);
    }
  }

  /**
   * Takes a key that was made in this process.
   *
   * @param keys one private key with its certificates, both without a password
   * @return what a server needs
   */
  public static Tls of(KeyStore keys) {
    return new Tls(keys);
  }

  KeyStore keys() {
    return keys;
  }

  private static List<Certificate> chain(Path file) throws IOException {
    try {
      List<Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)))
              .stream()
              .map(Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IOException("there is no certificate in " + file);
      }
      return chain;
    } catch (CertificateException e) {
      throw new IOException("there is no certificate in " + file + " that can be read", e);
    }
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    String text = new String(read(file), US_ASCII);
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new IOException(
          OTHER_KEY.matcher(text).find()
              ? "the private key in "
                  + file
                  + " is not plain PKCS#8; openssl pkcs8 -topk8 -nocrypt converts it"
              : "there is no private key in " + file);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new IOException(
          "the private key in " + file + " is broken, or not of the certificate's kind", e);
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java knows no keys of the kind " + algorithm, e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("too large: " + file);
      }
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw new IOException("cannot read " + file, e);
    }
  }

  /** Signs something and verifies it. */
  private static void requirePair(Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(text);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("another key");
    }
  }
}
