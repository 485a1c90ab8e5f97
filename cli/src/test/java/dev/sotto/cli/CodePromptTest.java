package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.reader.Candidate;
import org.junit.jupiter.api.Test;

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

  private static List<String> values(String part) {
    return CodePrompt.complete(part, WORDS).stream().map(Candidate::value).toList();
  }
}
