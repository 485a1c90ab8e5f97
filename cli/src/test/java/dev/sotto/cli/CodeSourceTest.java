package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.CodeSource.Asking;
import dev.sotto.pairing.WordList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CodeSourceTest {
  private static final WordList WORDS = Words.all();
  private static final String CODE =
      "7-" + WORDS.word(0) + "-" + WORDS.word(1) + "-" + WORDS.word(2);

  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  /** As in {@code sotto pipe --join | tar x}. */
  @Test
  void whoCanOnlyEnterALineIsAskedUntilItIsACode() {
    assertThat(source("nonsense\n" + CODE + "\n", Asking.LINE).wanted().code().format())
        .isEqualTo(CODE);
    assertThat(notes.toString(UTF_8)).startsWith("Code: sotto: error: ").endsWith("Code: ");
  }

  @Test
  void whereNobodyIsTheFirstLineIsIt() {
    assertThat(source(CODE + "\nmore\n", Asking.NOBODY).wanted().code().format()).isEqualTo(CODE);
    assertThatThrownBy(() -> source("nonsense\n" + CODE, Asking.NOBODY).wanted())
        .isInstanceOf(Failure.class);
    assertThat(notes.size()).isZero();
  }

  @Test
  void theEndOfInputIsNoCode() {
    assertThatThrownBy(() -> source("", Asking.LINE).wanted())
        .hasMessage("standard input has no code");
  }

  private CodeSource source(String typed, Asking asking) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(typed.getBytes(UTF_8)),
            new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
            new PrintStream(notes, true, UTF_8),
            UTF_8,
            false);
    return new CodeSource(terminal, new InputLines(terminal), asking);
  }
}
