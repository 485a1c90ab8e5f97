package dev.sotto.dtls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate with its key for a web server that no authority knows: ECDSA on P-256, signed by
 * itself, for {@code localhost} and the addresses of one machine. A browser warns of it; a person
 * compares the fingerprint that it shows.
 *
 * @param keys the key and the certificate, without a password; secret
 * @param fingerprint the SHA-256 over the certificate's DER as browsers show it: upper-case
 *     hexadecimal, a colon between two bytes
 */
public record WebCertificate(KeyStore keys, String fingerprint) {
  private static final X500Name SUBJECT = new X500Name("CN=Sotto");
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);
  private static final Duration VALIDITY = Duration.ofDays(7);
  private static final int SERIAL_BITS = 64;

  /**
   * A new key and its certificate, valid from a day ago to a week ahead. Takes some milliseconds;
   * any thread.
   *
   * @param addresses those of the server, in digits and without a zone
   * @param random where the key and the serial number come from
   * @return the certificate
   * @throws IllegalStateException if the JDK lacks P-256 or SHA-256
   */
  public static WebCertificate generate(Collection<String> addresses, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      byte[] der = signed(pair, addresses, random);
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return new WebCertificate(
          keys, HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT));
    } catch (GeneralSecurityException | OperatorException | IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static byte[] signed(KeyPair pair, Collection<String> addresses, SecureRandom random)
      throws IOException, OperatorException {
    Instant now = Instant.now();
    Stream<GeneralName> numbers =
        addresses.stream()
            .distinct()
            .map(address -> new GeneralName(GeneralName.iPAddress, address));
    GeneralName[] names =
        Stream.concat(Stream.of(new GeneralName(GeneralName.dNSName, "localhost")), numbers)
            .toArray(GeneralName[]::new);
    return new JcaX509v3CertificateBuilder(
            SUBJECT,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(VALIDITY)),
            SUBJECT,
            pair.getPublic())
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .build(
            new JcaContentSignerBuilder("SHA256withECDSA")
                .setSecureRandom(random)
                .build(pair.getPrivate()))
        .getEncoded();
  }

  /** The fingerprint; never the key. */
  @Override
  public String toString() {
    return "WebCertificate[" + fingerprint + "]";
  }
}
