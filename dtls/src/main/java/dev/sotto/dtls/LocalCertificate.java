package dev.sotto.dtls;

import dev.sotto.sdp.Fingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Our certificate with its key: ECDSA on P-256, signed by itself, saying nothing about its owner.
 * Made fresh for each session, so that two sessions cannot be linked by it. Immutable; the key
 * leaves this package nowhere.
 */
public final class LocalCertificate {
  /** What browsers write, too: a name that tells nothing. */
  private static final X500Name SUBJECT = new X500Name("CN=WebRTC");

  private static final Duration CLOCK_SKEW = Duration.ofDays(1);
  private static final Duration VALIDITY = Duration.ofDays(7);
  private static final int SERIAL_BITS = 64;

  private final PrivateKey key;
  private final byte[] der;
  private final Fingerprint fingerprint;

  private LocalCertificate(PrivateKey key, byte[] der) throws GeneralSecurityException {
    this.key = key;
    this.der = der;
    this.fingerprint = Fingerprint.of("sha-256", MessageDigest.getInstance("SHA-256").digest(der));
  }

  /**
   * A new key and its certificate, valid from a day ago, for clocks that are behind, to a week
   * ahead. Takes some milliseconds; any thread.
   *
   * @param random where the key and the serial number come from
   * @return the certificate
   * @throws IllegalStateException if the JDK lacks P-256 or SHA-256
   */
  public static LocalCertificate generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      Instant now = Instant.now();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              SUBJECT,
              new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(VALIDITY)),
              SUBJECT,
              pair.getPublic());
      byte[] der =
          builder
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .setSecureRandom(random)
                      .build(pair.getPrivate()))
              .getEncoded();
      return new LocalCertificate(pair.getPrivate(), der);
    } catch (GeneralSecurityException | OperatorException | IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  /**
   * What signalling carries for the peer to check.
   *
   * @return the SHA-256 over the certificate's DER
   */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  PrivateKey key() {
    return key;
  }

  byte[] der() {
    return der.clone();
  }

  /** The fingerprint; never the key. */
  @Override
  public String toString() {
    return "LocalCertificate[" + fingerprint + "]";
  }
}
