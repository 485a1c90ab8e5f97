package dev.sotto.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityKeyTest {
  /** RFC 8032 section 7.1, test 1. */
  private static final byte[] BYTES =
      HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  private static final String TEXT = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

  @Test
  void isWrittenAndReadAsBase64url() {
    assertThat(IdentityKey.of(BYTES).text()).isEqualTo(TEXT);
    assertThat(IdentityKey.parse(TEXT)).contains(IdentityKey.of(BYTES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR ",
      })
  void isReadInItsCanonicalFormOnly(String text) {
    assertThat(IdentityKey.parse(text)).isEmpty();
  }

  @Test
  void hasTenGroupsForPeople() {
    // SHA-256 of the key by another program: 21fe31dfa154a261626bf854046fd2271b7bed4b...
    assertThat(IdentityKey.of(BYTES).fingerprint())
        .isEqualTo("21fe 31df a154 a261 626b f854 046f d227 1b7b ed4b");
  }

  @Test
  void isAValueThatNobodyChanges() {
    byte[] bytes = BYTES.clone();
    IdentityKey key = IdentityKey.of(bytes);
    bytes[0]++;
    key.bytes()[1]++;
    assertThat(key).isEqualTo(IdentityKey.of(BYTES)).hasSameHashCodeAs(IdentityKey.of(BYTES));
    assertThat(key).isNotEqualTo(IdentityKey.of(bytes));
  }

  @Test
  void isNotInLogs() {
    assertThat(IdentityKey.of(BYTES)).hasToString("IdentityKey");
    assertThat(Identity.create()).hasToString("Identity");
  }

  @Test
  void has32Bytes() {
    assertThatThrownBy(() -> IdentityKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
