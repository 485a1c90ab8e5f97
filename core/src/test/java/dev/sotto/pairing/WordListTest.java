package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordListTest {
  private final List<String> words =
      new String(Vectors.wordFile(), StandardCharsets.US_ASCII).lines().toList();

  @Test
  void holds512SortedWordsOfThreeToSevenLetters() {
    assertThat(words).hasSize(WordList.SIZE).isSorted().doesNotHaveDuplicates();
    assertThat(words).allMatch(word -> word.matches("[a-z]{3,7}"));
    assertThat(words).contains("acid", "bacon", "cabin");
    assertThat(new String(Vectors.wordFile(), StandardCharsets.US_ASCII))
        .isEqualTo(String.join("\n", words) + "\n");
  }

  @Test
  void keepsAnyTwoWordsMoreThanOneLetterApart() {
    for (int i = 0; i < words.size(); i++) {
      for (int j = i + 1; j < words.size(); j++) {
        assertThat(WordList.distance(words.get(i), words.get(j)))
            .as(words.get(i) + " and " + words.get(j))
            .isGreaterThan(1);
      }
    }
  }

  @Test
  void refusesAnyOtherFile() {
    byte[] file = Vectors.wordFile();
    file[0] ^= 1;
    assertThatThrownBy(() -> WordList.of(file)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsWordsByNumberNameAndBeginning() {
    WordList list = Vectors.words();
    assertThat(IntStream.range(0, WordList.SIZE))
        .allMatch(i -> list.indexOf(list.word(i)).getAsInt() == i);
    assertThat(list.indexOf("nothere")).isEmpty();
    assertThat(list.startingWith("bac")).containsExactly("bacon");
    assertThat(list.startingWith("")).hasSize(WordList.SIZE);
    assertThat(list.nearest("bakon")).isEqualTo("bacon");
    assertThat(list.nearest("x".repeat(100_000))).isNotEmpty();
  }

  @Test
  void countsWhatSeparatesTwoWords() {
    assertThat(WordList.distance("cabin", "cabin")).isZero();
    assertThat(WordList.distance("cabin", "cabn")).isEqualTo(1);
    assertThat(WordList.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(WordList.distance("", "abc")).isEqualTo(3);
  }
}
