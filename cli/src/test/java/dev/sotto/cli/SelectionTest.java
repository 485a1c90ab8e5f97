package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.transfer.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static final Manifest MANIFEST =
      Manifests.of("a.txt", "b.pdf", "dir/", "dir/c.PDF", "dir/sub/d.txt", "e[1].txt");

  @Test
  void nothingAndAllAreEverything() {
    assertThat(Selection.parse("", MANIFEST)).isEmpty();
    assertThat(Selection.parse(" all ", MANIFEST)).isEmpty();
  }

  @Test
  void numbersAreThoseOfTheListing() {
    assertThat(Selection.parse("1,4-5 2", MANIFEST).orElseThrow()).containsExactly(0, 1, 3, 4);
  }

  @Test
  void aFolderIsAllThatIsInIt() {
    assertThat(Selection.parse("3", MANIFEST).orElseThrow()).containsExactly(2, 3, 4);
    assertThat(Selection.parse("dir", MANIFEST).orElseThrow()).containsExactly(2, 3, 4);
    assertThat(Selection.parse("dir/", MANIFEST).orElseThrow()).containsExactly(3, 4);
  }

  @Test
  void patternsFitNamesAndPathsWithoutRegardToCase() {
    assertThat(Selection.parse("*.pdf", MANIFEST).orElseThrow()).containsExactly(1, 3);
    assertThat(Selection.parse("?.txt", MANIFEST).orElseThrow()).containsExactly(0, 4);
    assertThat(Selection.parse("e[1].txt", MANIFEST).orElseThrow()).containsExactly(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "5-3", "1,9", "nothing", "1-", "999999999999"})
  void whatFitsNothingIsRefused(String text) {
    assertThatThrownBy(() -> Selection.parse(text, MANIFEST)).isInstanceOf(Failure.class);
  }
}
