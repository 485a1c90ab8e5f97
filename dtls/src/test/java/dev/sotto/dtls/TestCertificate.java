package dev.sotto.dtls;

import dev.sotto.sdp.Fingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** A certificate of any kind of key, also such as we refuse. */
final class TestCertificate {
  private final PrivateKey key;
  private final byte[] der;

  private TestCertificate(PrivateKey key, byte[] der) {
    this.key = key;
    this.der = der;
  }

  /** On a curve of the JDK. */
  static TestCertificate onCurve(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return of(generator.generateKeyPair(), "SHA256withECDSA");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TestCertificate rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return of(generator.generateKeyPair(), "SHA256withRSA");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static TestCertificate of(KeyPair pair, String signature) {
    try {
      X500Name name = new X500Name("CN=test");
      Date now = Date.from(Instant.now());
      byte[] der =
          new JcaX509v3CertificateBuilder(name, BigInteger.ONE, now, now, name, pair.getPublic())
              .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))
              .getEncoded();
      return new TestCertificate(pair.getPrivate(), der);
    } catch (OperatorException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a thief has: this certificate, and a key of its own. */
  TestCertificate withKeyOf(TestCertificate other) {
    return new TestCertificate(other.key, der);
  }

  Fingerprint fingerprint() {
    return fingerprint("sha-256");
  }

  Fingerprint fingerprint(String algorithm) {
    try {
      return Fingerprint.of(
          algorithm, MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(der));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  boolean isRsa() {
    return key.getAlgorithm().equals("RSA");
  }

  Certificate chain() throws IOException {
    return new Certificate(new TlsCertificate[] {StockPeer.CRYPTO.createCertificate(der)});
  }

  TlsCredentialedSigner credentials(TlsContext context) throws IOException {
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        (JcaTlsCrypto) StockPeer.CRYPTO,
        key,
        chain(),
        SignatureAndHashAlgorithm.getInstance(
            HashAlgorithm.sha256, isRsa() ? SignatureAlgorithm.rsa : SignatureAlgorithm.ecdsa));
  }
}
