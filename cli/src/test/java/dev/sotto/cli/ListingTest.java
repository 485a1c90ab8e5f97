package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingTest {
  @Test
  void namesBeginInTheSameColumnWhateverIsFlagged() {
    assertThat(listing("a.txt", "run.sh", "b/").lines(false))
        .containsExactly(
            "    1.     1.0 kB             a.txt",
            "    2.     1.0 kB  [program]  run.sh",
            "    3.     folder             b/");
    assertThat(listing("a.txt").lines(false)).containsExactly("    1.     1.0 kB  a.txt");
  }

  @Test
  void theSummarySaysWhatToBeCarefulAbout() {
    assertThat(listing("a.txt").summary()).isEqualTo("1 file, 1.0 kB");
    assertThat(listing("a.txt", ".b", "c.sh", "d/").summary())
        .isEqualTo("3 files, 1 folder, 3.0 kB (careful: 1 hidden, 1 program)");
  }

  @Test
  void namesAreEscaped() {
    assertThat(listing("gnp\u202e.exe").lines(true))
        .singleElement()
        .asString()
        .contains("\\u{202e}");
  }

  @Test
  void aLongOneIsCutButNoFlaggedEntryIsLeftOut() {
    String[] paths =
        IntStream.range(0, 100)
            .mapToObj(i -> i == 90 ? "f90.exe" : "f" + i + ".txt")
            .toArray(String[]::new);
    List<String> lines = listing(paths).lines(false);
    assertThat(lines).hasSize(Listing.SHOWN + 2);
    assertThat(lines.get(Listing.SHOWN)).contains("91.", "[program]", "f90.exe");
    assertThat(lines).last().isEqualTo("  and 59 more");
    assertThat(listing(paths).lines(true)).hasSize(100);
  }

  @Test
  void itIsCalledByItsOnlyNameOrByHowMuchItIs() {
    assertThat(listing("a.txt").name()).isEqualTo("a.txt");
    assertThat(listing("d/a", "d/b").name()).isEqualTo("d/");
    assertThat(listing("a", "b").name()).isEqualTo("2 files");
  }

  @Test
  void aPartIsCalledByWhatWasChosen() {
    Listing listing = listing("d/a", "d/b", "d/c");
    assertThat(listing.name(Optional.empty())).isEqualTo("d/");
    assertThat(listing.name(Optional.of(Set.of(1)))).isEqualTo("b");
    assertThat(listing.name(Optional.of(Set.of(0, 2)))).isEqualTo("2 files");
  }

  @Test
  void scriptsAreToldFlagsInLowerCase() {
    assertThat(Listing.codes(Manifests.of(".run.sh").entry(0)))
        .containsExactly("hidden", "executable");
  }

  private static Listing listing(String... paths) {
    return new Listing(Manifests.of(paths));
  }
}
