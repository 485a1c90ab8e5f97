package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTextTest {
  private static final Pattern UNSAFE =
      Pattern.compile(
          "[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069"
              + "\\uFEFF\\x{E0000}-\\x{E007F}]");
  private static final Pattern PILE = Pattern.compile("[\\p{M}\\u200C\\u200D]{9,}");

  @Test
  void leavesOrdinaryTextOfAnyScriptAlone() {
    String text = "Grüße, мир, 日本語, עברית, العربية, हिन्दी, 👩‍💻 ¿qué? \\u{1b} <b>&amp;</b>";
    assertThat(PeerText.line(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000, 0",
    "0007, 7",
    "0008, 8",
    "000A, a",
    "000D, d",
    "001B, 1b",
    "007F, 7f",
    "0085, 85",
    "009B, 9b",
    "009D, 9d",
    "00AD, ad",
    "061C, 61c",
    "200B, 200b",
    "200E, 200e",
    "200F, 200f",
    "2028, 2028",
    "2029, 2029",
    "202A, 202a",
    "202E, 202e",
    "2066, 2066",
    "2069, 2069",
    "D800, d800",
    "DFFF, dfff",
    "FEFF, feff",
    "E0001, e0001",
    "E0041, e0041",
    "E0FFF, e0fff",
  })
  void writesOutWhatTerminalsObeyOrReadersDoNotSee(String character, String shown) {
    String text = "a" + toText(character) + "b";
    assertThat(PeerText.line(text)).isEqualTo("a\\u{" + shown + "}b");
  }

  @Test
  void showsATabAsSpaces() {
    assertThat(PeerText.line("a\tb")).isEqualTo("a    b");
  }

  @Test
  void capsMarksPiledOnOneLetter() {
    assertThat(PeerText.line("a" + "\u0301".repeat(50) + "b"))
        .isEqualTo("a" + "\u0301".repeat(8) + "b");
  }

  @Test
  void letsNoLineBreakOutOfALine() {
    assertThat(PeerText.line("one\r\ntwo\u2028three"))
        .isEqualTo("one\\u{d}\\u{a}two\\u{2028}three");
  }

  @Test
  void setsLinesAfterTheFirstOff() {
    assertThat(PeerText.lines("one\ntwo\r\nsotto: error: three\r\u001b[2J"))
        .isEqualTo("one\n  | two\n  | sotto: error: three\n  | \\u{1b}[2J");
  }

  @Test
  void keepsEmptyMessagesAndEmptyLines() {
    assertThat(PeerText.lines("")).isEmpty();
    assertThat(PeerText.lines("\n\nx")).isEqualTo("\n  | \n  | x");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void leavesNothingUnsafeInWhateverComes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text = anyText(random);
      String safe = PeerText.line(text);
      assertThat(UNSAFE.matcher(safe).find()).as("seed %d: %s", seed, safe).isFalse();
      assertThat(PILE.matcher(safe).find()).as("seed %d: %s", seed, safe).isFalse();
      assertThat(PeerText.line(safe)).as("seed %d, twice", seed).isEqualTo(safe);
      assertThat(PeerText.lines(text).lines().skip(1)).allMatch(line -> line.startsWith("  | "));
    }
  }

  private static String toText(String hexadecimal) {
    return new StringBuilder().appendCodePoint(Integer.parseInt(hexadecimal, 16)).toString();
  }

  /** Code units from all over, most of them from where it is dangerous. */
  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x100));
        case 1 -> text.append((char) (0x2000 + random.nextInt(0x70)));
        case 2 -> text.append((char) (0x300 + random.nextInt(0x70)));
        case 3 -> text.appendCodePoint(0xE0000 + random.nextInt(0x200));
        case 4 -> text.append((char) random.nextInt(0x10000));
        default -> text.appendCodePoint(random.nextInt(0x110000));
      }
    }
    return text.toString();
  }
}
