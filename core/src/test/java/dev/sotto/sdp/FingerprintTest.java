package dev.sotto.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final String TEXT =
      "00:01:FF:" + "AB:".repeat(28) + "7F"; // 32 bytes, of both signs

  @Test
  void readsBothCasesAndWritesUpperCaseWithColons() {
    Fingerprint fingerprint =
        Fingerprint.parse("SHA-256", TEXT.toLowerCase(Locale.ROOT)).orElseThrow();

    assertThat(fingerprint).hasToString("sha-256 " + TEXT);
    assertThat(fingerprint.hashFunction()).isEqualTo("sha-256");
    assertThat(fingerprint.digest()).startsWith(0, 1, -1).endsWith(0x7f).hasSize(32);
  }

  @Test
  void matchesOnlyTheSameDigest() {
    Fingerprint fingerprint = Fingerprint.parse("sha-256", TEXT).orElseThrow();
    byte[] digest = fingerprint.digest();
    Fingerprint same = Fingerprint.of("SHA-256", digest);

    assertThat(fingerprint.matches(digest)).isTrue();
    assertThat(fingerprint).isEqualTo(same).hasSameHashCodeAs(same);
    digest[31]++;
    assertThat(fingerprint.matches(digest)).isFalse();
    assertThat(fingerprint.matches(new byte[0])).isFalse();
    assertThat(fingerprint).isEqualTo(same).isNotEqualTo(Fingerprint.of("sha-256", digest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "0001FFABABABABABABABABABABABABABABABABABABABABABABABABABABABAB7F00000000000000000000000000000000",
        "00:01:FF:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB",
        "00:01:FF:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AG",
        "00-01:FF:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:7F",
        "00:01:FF:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:7F:",
        "+0:01:FF:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:7F",
      })
  void refusesOtherTexts(String text) {
    assertThat(Fingerprint.parse("sha-256", text)).isEmpty();
  }

  @Test
  void refusesBrokenHashFunctionsAndWrongLengths() {
    assertThatThrownBy(() -> Fingerprint.of("sha-1", new byte[20]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fingerprint.of("sha-256", new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Fingerprint.of("sha-384", new byte[48]).hashFunction()).isEqualTo("sha-384");
    assertThat(Fingerprint.of("sha-512", new byte[64]).hashFunction()).isEqualTo("sha-512");
  }
}
