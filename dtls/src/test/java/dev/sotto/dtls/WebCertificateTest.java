package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WebCertificateTest {
  @Test
  void isForTheAddressesOfTheMachineAndToldByItsFingerprint() throws Exception {
    WebCertificate made =
        WebCertificate.generate(
            List.of("192.168.1.5", "fe80::1", "192.168.1.5"), new SecureRandom());

    X509Certificate certificate = (X509Certificate) made.keys().getCertificate("server");
    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity();
    assertThat(certificate.getSubjectAlternativeNames())
        .contains(List.of(2, "localhost"), List.of(7, "192.168.1.5"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    assertThat(made.fingerprint().toLowerCase(Locale.ROOT))
        .isEqualTo(HexFormat.ofDelimiter(":").formatHex(digest));
    assertThat(made.keys().getKey("server", new char[0])).isNotNull();
    assertThat(made.toString()).contains(made.fingerprint());
  }

  @Test
  void noTwoHaveTheSameKey() {
    SecureRandom random = new SecureRandom();
    assertThat(WebCertificate.generate(List.of(), random).fingerprint())
        .isNotEqualTo(WebCertificate.generate(List.of(), random).fingerprint());
  }
}
