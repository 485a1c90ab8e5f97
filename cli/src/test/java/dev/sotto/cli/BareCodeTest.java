package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareCodeTest {
  private static final Set<String> COMMANDS = Set.of("chat", "receive");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4711-acid-bacon-cabin",
        "4711 acid bacon cabin",
        "4711-acid-bacon-cabin@192.168.1.5:4000",
        "http://192.168.1.5:4000/#4711-acid-bacon-cabin",
        "HTTPS://chat.example.org/#4711-acid-bacon-cabin"
      })
  void whoHasOnlyACodeReceives(String code) {
    assertThat(BareCode.toCommand(new String[] {code, "--json"}, COMMANDS))
        .containsExactly("receive", code, "--json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "receive", "--help", "4711", "acid", "http://192.168.1.5", "x#y"})
  void whatIsNoCodeStaysWhatItWas(String word) {
    assertThat(BareCode.toCommand(new String[] {word, "4711-a-b-c"}, COMMANDS))
        .containsExactly(word, "4711-a-b-c");
    assertThat(BareCode.toCommand(new String[0], COMMANDS)).isEmpty();
  }
}
