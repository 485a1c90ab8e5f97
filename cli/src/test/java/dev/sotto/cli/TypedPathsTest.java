package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedPathsTest {
  private static final Path HOME = Path.of("/home/anna");

  @Test
  void blanksSeparateUnlessTheyAreQuotedOrEscaped() {
    assertThat(parse("a  b")).isEqualTo(paths("a", "b"));
    assertThat(parse("'a b' \"c d\" e\\ f g' 'h")).isEqualTo(paths("a b", "c d", "e f", "g h"));
    assertThat(parse("\"it's\" 'say \"x\"' a\\'b")).isEqualTo(paths("it's", "say \"x\"", "a'b"));
  }

  @Test
  void aBackslashBeforeALetterIsItself() {
    assertThat(parse("C:\\dir\\file '\\ x'")).isEqualTo(paths("C:\\dir\\file", "\\ x"));
  }

  @Test
  void aTildeAtTheStartIsTheHomeDirectory() {
    assertThat(parse("~ ~/x a~ ~b"))
        .isEqualTo(List.of(HOME, HOME.resolve("x"), Path.of("a~"), Path.of("~b")));
  }

  @Test
  void whatIsNoPathIsRefused() {
    assertThatThrownBy(() -> parse("'a")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> parse("  ")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> parse("a\u0000b")).isInstanceOf(Failure.class);
  }

  private static List<Path> parse(String text) {
    return TypedPaths.parse(text, HOME);
  }

  private static List<Path> paths(String... names) {
    return Arrays.stream(names).map(Path::of).toList();
  }
}
