package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.pairing.WordList;
import java.util.List;
import org.jline.reader.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CodePromptTest {
  private static final List<String> WORDS = List.of("apple", "april", "banana");

  @Test
  void theLastWordIsCompleted() {
    assertThat(values("4711-ap")).containsExactly("4711-apple", "4711-april");
    assertThat(values("4711-banana-APP")).containsExactly("4711-banana-apple");
    assertThat(values("ban")).containsExactly("banana");
    assertThat(values("4711-")).hasSize(WORDS.size());
    assertThat(values("4711-x")).isEmpty();
  }

  @Test
  @Timeout(300)
  void aPersonIsAskedUntilTheCodeIsOneAndMayGiveUp() throws Exception {
    WordList words = Words.all();
    try (Program sotto = Program.onTerminal("chat", "--server", "http://127.0.0.1:1")) {
      String code = String.join("-", "4711", words.word(0), words.word(1), words.word(2));
      sotto.press(code + "x\r");
      sotto.awaitLine("sotto: error: word 3 of the code");
      sotto.awaitLine("sotto: hint: perhaps it is");
      sotto.press("\u0003");
      assertThat(sotto.exitCode()).isEqualTo(130);
    }
  }

  private static List<String> values(String part) {
    return CodePrompt.complete(part, WORDS).stream().map(Candidate::value).toList();
  }
}
