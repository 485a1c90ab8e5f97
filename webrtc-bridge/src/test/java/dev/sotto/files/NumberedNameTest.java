package dev.sotto.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number goes before the extension, and the name stays one that a disk can have. */
class NumberedNameTest {
  @ParameterizedTest
  @CsvSource({
    "a.txt,a (7).txt",
    "a,a (7)",
    "a.b.txt,a.b (7).txt",
    "a.tar.gz,a (7).tar.gz",
    ".tar.gz,.tar (7).gz",
    ".bashrc,.bashrc (7)",
    "日本.語,日本 (7).語",
  })
  void theNumberGoesBeforeTheExtension(String name, String numbered) {
    assertThat(NumberedName.of(name, 7, false)).isEqualTo(numbered);
  }

  @Test
  void aFolderHasNoExtension() {
    assertThat(NumberedName.of("photos.2024", 1, true)).isEqualTo("photos.2024 (1)");
  }

  @Test
  void theFirstIsTheNameItself() {
    assertThat(NumberedName.of("a.txt", 0, false)).isEqualTo("a.txt");
  }

  @Test
  void aLongNameIsShortenedBetweenCharacters() {
    String numbered = NumberedName.of("🎈".repeat(62) + ".jpeg", 12, false);

    assertThat(numbered).isEqualTo("🎈".repeat(61) + " (12).jpeg");
    assertThat(numbered.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255);
  }

  @Test
  void anExtensionThatFillsTheNameIsNone() {
    assertThat(NumberedName.of("a." + "x".repeat(253), 3, false))
        .isEqualTo("a." + "x".repeat(249) + " (3)");
  }
}
