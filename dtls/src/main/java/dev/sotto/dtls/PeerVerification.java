package dev.sotto.dtls;

import dev.sotto.sdp.Fingerprint;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;

/**
 * Checks the certificate that the peer presents against the fingerprints that signalling carried
 * (RFC 8122 section 5, RFC 8827 section 5.1), in either role. That the peer also has the key is the
 * handshake's to prove.
 */
final class PeerVerification {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 4096;

  private final JdkCrypto crypto;
  private final List<Fingerprint> expected;
  private boolean passed;

  /**
   * @param expected at least one; of several hash algorithms only the strongest counts (RFC 8122
   *     section 5.1)
   */
  PeerVerification(JdkCrypto crypto, List<Fingerprint> expected) {
    this.crypto = crypto;
    String strongest =
        expected.stream()
            .map(Fingerprint::hashFunction)
            .max(Comparator.naturalOrder())
            .orElseThrow(() -> new IllegalArgumentException("no fingerprint of the peer"));
    this.expected = expected.stream().filter(f -> f.hashFunction().equals(strongest)).toList();
  }

  /** Whether a certificate has been verified: what no session may connect without. */
  boolean passed() {
    return passed;
  }

  /**
   * Refuses every chain but one that begins with the expected certificate.
   *
   * @throws HandshakeFailure if it does not
   */
  void verify(Certificate chain) throws IOException {
    if (chain.isEmpty()) {
      throw new HandshakeFailure(
          DtlsFailure.NO_CERTIFICATE,
          AlertDescription.bad_certificate,
          "the peer has no certificate");
    }
    TlsCertificate certificate = chain.getCertificateAt(0);
    if (!matches(certificate.getEncoded())) {
      throw new HandshakeFailure(
          DtlsFailure.BAD_CERTIFICATE,
          AlertDescription.bad_certificate,
          "the peer's certificate is not the one that was announced");
    }
    if (!isAcceptable(
        JcaTlsCertificate.convert(crypto, certificate).getX509Certificate().getPublicKey())) {
      throw new HandshakeFailure(
          DtlsFailure.BAD_CERTIFICATE,
          AlertDescription.unsupported_certificate,
          "the peer's key is neither on P-256 or P-384 nor RSA of 2048 to 4096 bits");
    }
    passed = true;
  }

  private boolean matches(byte[] der) throws IOException {
    String algorithm = expected.get(0).hashFunction();
    Fingerprint actual;
    try {
      actual =
          Fingerprint.of(
              algorithm, MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(der));
    } catch (GeneralSecurityException e) {
      throw new IOException("hash unavailable: " + algorithm, e);
    }
    return expected.stream().anyMatch(actual::equals);
  }

  private static boolean isAcceptable(PublicKey key) throws IOException {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
    }
    return key instanceof ECPublicKey ec
        && (isOn("secp256r1", ec.getParams()) || isOn("secp384r1", ec.getParams()));
  }

  private static boolean isOn(String name, ECParameterSpec curve) throws IOException {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      ECParameterSpec named = parameters.getParameterSpec(ECParameterSpec.class);
      return curve.getCurve().equals(named.getCurve())
          && curve.getGenerator().equals(named.getGenerator())
          && curve.getOrder().equals(named.getOrder());

    } catch (GeneralSecurityException e) {
      throw new IOException("curve unavailable: " + name, e);
    }
  }
}
