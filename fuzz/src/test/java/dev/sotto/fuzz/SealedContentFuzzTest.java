package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.SealedContent;

/** What a peer sealed: it has the code, and may be hostile all the same. */
class SealedContentFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrRefuses(byte[] json) {
    SealedContent.read(json)
        .ifPresent(
            content -> {
              assertThat(SealedContent.read(content.write())).contains(content);
              if (content instanceof SealedContent.Description description) {
                assertDescribes(description.fields());
              }
            });
  }

  /** No field can say more in the text of a description than itself. */
  private static void assertDescribes(DescriptionFields fields) {
    assertThat(DescriptionFields.of(fields.offer())).isEqualTo(fields);
    assertThat(DescriptionFields.of(fields.answer())).isEqualTo(fields);
  }
}
