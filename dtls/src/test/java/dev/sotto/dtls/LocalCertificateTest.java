package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sdp.Fingerprint;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class LocalCertificateTest {
  private final LocalCertificate certificate = World.certificate();

  @Test
  void isAFreshSelfSignedP256CertificateThatTellsNothing() throws Exception {
    X509Certificate x509 = parsed(certificate);

    x509.verify(x509.getPublicKey());
    assertThat(((ECPublicKey) x509.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    assertThat(x509.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(x509.getSubjectX500Principal().getName()).isEqualTo("CN=WebRTC");
    assertThat(x509.getSerialNumber()).isGreaterThan(BigInteger.TWO.pow(63));
    assertThat(World.certificate().fingerprint()).isNotEqualTo(certificate.fingerprint());
  }

  @Test
  void isValidForClocksThatDifferAndNotForLong() throws Exception {
    X509Certificate x509 = parsed(certificate);

    Instant now = Instant.now();
    x509.checkValidity(Date.from(now.minus(Duration.ofHours(20))));
    x509.checkValidity(Date.from(now.plus(Duration.ofDays(6))));
    assertThat(x509.getNotAfter().toInstant()).isBefore(now.plus(Duration.ofDays(8)));
  }

  @Test
  void hasTheFingerprintOfItsDer() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.der());

    assertThat(certificate.fingerprint()).isEqualTo(Fingerprint.of("SHA-256", hash));
  }

  @Test
  void showsNoKey() {
    assertThat(certificate).hasToString("LocalCertificate[" + certificate.fingerprint() + "]");
  }

  private static X509Certificate parsed(LocalCertificate certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.der()));
  }
}
