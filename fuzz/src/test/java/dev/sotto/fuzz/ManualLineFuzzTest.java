package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.ManualLine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The line that a person pastes, whoever wrote it. */
class ManualLineFuzzTest {
  @FuzzTest
  void readsTextOrRefuses(byte[] text) {
    ManualLine.parse(new String(text, StandardCharsets.UTF_8))
        .ifPresent(ManualLineFuzzTest::assertReadAgain);
  }

  /** Without the armour, which would hide what is in it from the search. */
  @FuzzTest
  void readsBytesOrRefuses(byte[] bytes) {
    ManualLine.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
        .ifPresent(
            line -> {
              assertThat(line.bytes()).isEqualTo(bytes);
              assertReadAgain(line);
            });
  }

  private static void assertReadAgain(ManualLine line) {
    ManualLine again = ManualLine.parse(line.text()).orElseThrow();
    assertThat(again.bytes()).isEqualTo(line.bytes());
    assertThat(again.fields()).isEqualTo(line.fields());
    assertThat(DescriptionFields.of(line.fields().offer())).isEqualTo(line.fields());
  }
}
