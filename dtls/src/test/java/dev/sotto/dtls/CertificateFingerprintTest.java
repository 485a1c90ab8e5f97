package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CertificateFingerprintTest {
  @Test
  void writesHexWithColonsAsRfc8122() {
    byte[] hash = new byte[32];
    hash[0] = (byte) 0xab;
    hash[31] = 1;

    assertThat(CertificateFingerprint.of("SHA-256", hash).toString())
        .startsWith("AB:00:")
        .endsWith(":01")
        .hasSize(32 * 3 - 1);
  }

  @Test
  void comparesAlgorithmAndEveryByte() {
    CertificateFingerprint fingerprint = CertificateFingerprint.of("sha-256", new byte[32]);

    assertThat(fingerprint)
        .isEqualTo(CertificateFingerprint.of("Sha-256", new byte[32]))
        .hasSameHashCodeAs(CertificateFingerprint.of("Sha-256", new byte[32]));
    for (int i = 0; i < 32; i++) {
      byte[] other = new byte[32];
      other[i] = 1;
      assertThat(fingerprint).isNotEqualTo(CertificateFingerprint.of("sha-256", other));
    }
    assertThat(fingerprint).isNotEqualTo(CertificateFingerprint.of("sha-384", new byte[48]));
  }

  @Test
  void cannotBeChangedFromOutside() {
    byte[] hash = new byte[32];
    CertificateFingerprint fingerprint = CertificateFingerprint.of("sha-256", hash);
    hash[0] = 1;
    fingerprint.bytes()[0] = 1;

    assertThat(fingerprint.bytes()).containsOnly(0);
  }

  @Test
  void refusesWeakHashesAndWrongLengths() {
    assertThatThrownBy(() -> CertificateFingerprint.of("sha-1", new byte[20]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CertificateFingerprint.of("md5", new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CertificateFingerprint.of("sha-256", new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
