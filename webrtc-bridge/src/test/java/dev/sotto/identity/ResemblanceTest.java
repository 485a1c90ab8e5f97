package dev.sotto.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResemblanceTest {
  private final Resemblance resemblance = Resemblance.standard();

  @ParameterizedTest
  @CsvSource({
    "alice, Alice",
    "alice, ALICE",
    // Cyrillic, small and capital: each looks like another Latin letter than its pair.
    "alice, \u0430l\u0456\u0441\u0435",
    "BOB, \u0412\u041E\u0412",
    "HANNA, \u041D\u0410NN\u0410",
    "peter, \u0440\u0435t\u0435r",
    // Greek
    "NIKO, \u039D\u0399\u039A\u039F",
    "oscar, \u03BFscar",
    "carl, \u03F2arl",
    // digits
    "bob, b0b",
    "alice, a1ice",
    "alice, aIice",
    "alice, al|ce",
    // compatible forms: full width, mathematical, ligature
    "alice, \uFF41\uFF4C\uFF49\uFF43\uFF45",
    "alice, \uD835\uDC1A\uD835\uDC25\uD835\uDC22\uD835\uDC1C\uD835\uDC1E",
    "office, o\uFB03ce",
    // what shows nothing, marks and spaces
    "alice, al\u200Bice",
    "alice, al\u00ADice",
    "alice, al\u2060i\uFE0Fce\u202E",
    "alice, ali\u0301ce",
    "alice, \u00E0lice",
    "alice, al\u3164ice",
    "annamaria, anna maria",
    "annamaria, anna\u00A0maria",
    "lukasz, \u0142ukasz",
    // sequences
    "emma, ernrna",
    "wim, vvim",
    "strasse, stra\u00DFe",
  })
  void takesOneNameForTheOther(String one, String other) {
    assertThat(resemblance.between(one, other)).isTrue();
    assertThat(resemblance.between(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "alice, alicia",
    "bob, rob",
    "anna, hanna",
    "max, mex",
    "\u0410\u043D\u043D\u0430, Anna",
    "\u5C0F\u660E, \u5C0F\u7EA2",
    "tim, tom",
  })
  void tellsNamesApartThatLookDifferent(String one, String other) {
    assertThat(resemblance.between(one, other)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u200B", " \u00AD ", "\u0301", "\uD800", "\u202E\u2066"})
  void whatShowsNothingResemblesNoName(String nothing) {
    assertThat(resemblance.between(nothing, "a")).isFalse();
    assertThat(resemblance.between(nothing, "")).isTrue();
  }

  @Test
  void aSkeletonIsItsOwnSkeleton() {
    for (int character = 0; character < 0x3000; character++) {
      String skeleton = resemblance.skeleton(Character.toString(character));
      assertThat(resemblance.skeleton(skeleton)).as("U+%04X", character).isEqualTo(skeleton);
    }
  }

  @Test
  void everyLookAlikeIsTakenForItsLetter() {
    assertThat(resemblance.skeleton("0123456789")).isEqualTo("ol23456789");
    assertThat(resemblance.skeleton("abcdefghijklmnopqrstuvwxyz"))
        .isEqualTo("abcdefghljklmnopqrstuvwxyz");
  }
}
