package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.pairing.PairingCode.Parsed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingCodeTest {
  private final WordList words = Vectors.words();
  private final PairingCode code = new PairingCode("4711", List.of("acid", "bacon", "cabin"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4711-acid-bacon-cabin",
        "4711 Acid BACON cabin",
        "  4711 - acid--bacon \t cabin- ",
      })
  void readsWhatPeopleType(String text) {
    assertThat(PairingCode.parse(text, words)).isEqualTo(new Parsed.Valid(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "acid-bacon-cabin", "04711-acid-bacon-cabin", "00-a", "1234567890"})
  void wantsARoomFirst(String text) {
    assertThat(PairingCode.parse(text, words)).isEqualTo(new Parsed.NoRoom());
  }

  @Test
  void wantsThreeToEightWords() {
    assertThat(PairingCode.parse("1-acid-bacon", words)).isEqualTo(new Parsed.WrongCount(2));
    assertThat(PairingCode.parse("1" + "-acid".repeat(9), words))
        .isEqualTo(new Parsed.WrongCount(9));
    assertThat(PairingCode.parse("0" + "-acid".repeat(8), words)).isInstanceOf(Parsed.Valid.class);
  }

  @Test
  void namesTheWordThatIsUnknownAndTheNearest() {
    assertThat(PairingCode.parse("4711-acid-bakon-cabin", words))
        .isEqualTo(new Parsed.UnknownWord(2, "bacon"));
  }

  @Test
  void isReadAsItWasWritten() {
    for (int count = PairingCode.MIN_WORDS; count <= PairingCode.MAX_WORDS; count++) {
      PairingCode drawn = PairingCode.random("815", count, words, new Random(count));
      assertThat(drawn.words()).hasSize(count);
      assertThat(PairingCode.parse(drawn.format(), words)).isEqualTo(new Parsed.Valid(drawn));
    }
  }

  @Test
  void hidesItsWords() {
    assertThat(code.toString()).isEqualTo("PairingCode[room=4711, 3 words]");
    assertThat(PairingSecret.code(code).toString()).doesNotContain("acid", "4711");
    assertThatThrownBy(() -> new PairingCode("x", code.words())).hasMessageNotContaining("acid");
    assertThatThrownBy(() -> PairingSecret.direct(code)).hasMessageNotContaining("acid");
  }
}
