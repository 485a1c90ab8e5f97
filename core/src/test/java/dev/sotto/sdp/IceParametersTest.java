package dev.sotto.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceParametersTest {
  private static final String PWD = "bP+XJMM09aR8AiX1jdukzR6Y";

  @Test
  void hidesThePassword() {
    IceParameters parameters = new IceParameters("EsAw", PWD);

    assertThat(parameters.toString()).contains("EsAw").doesNotContain(PWD);
    assertThat(parameters.key()).asString().isEqualTo(PWD);
  }

  @Test
  void isAValue() {
    IceParameters parameters = new IceParameters("EsAw", PWD);

    assertThat(parameters)
        .isEqualTo(new IceParameters("EsAw", PWD))
        .hasSameHashCodeAs(new IceParameters("EsAw", PWD))
        .isNotEqualTo(new IceParameters("EsAx", PWD))
        .isNotEqualTo(new IceParameters("EsAw", PWD + "z"));
  }

  @Test
  void makesFreshOnesThatAreValid() {
    Random random = new Random(1);
    IceParameters first = IceParameters.random(random);
    IceParameters second = IceParameters.random(random);

    assertThat(first.ufrag()).hasSize(8).isNotEqualTo(second.ufrag());
    assertThat(first.pwd()).hasSize(24).isNotEqualTo(second.pwd());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "abcd:", "abc d", "abc-", "\u00e4bcd", "abcd\n"})
  void refusesFragmentsThatRfc8839DoesNotPermit(String ufrag) {
    assertThatThrownBy(() -> new IceParameters(ufrag, PWD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "123456789012345678901", "secretsecretsecretsecret="})
  void refusesPasswordsWithoutRepeatingThem(String pwd) {
    assertThatThrownBy(() -> new IceParameters("abcd", pwd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a password");
  }

  @Test
  void refusesWhatIsTooLong() {
    String longest = "x".repeat(256);

    assertThat(new IceParameters(longest, longest).ufrag()).hasSize(256);
    assertThatThrownBy(() -> new IceParameters(longest + "x", longest))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IceParameters(longest, longest + "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
