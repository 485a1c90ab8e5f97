package dev.sotto.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceFragmentTest {
  private static final IceParameters PARAMETERS = IceParameters.random(new Random(1));
  private static final Candidate HOST =
      Candidate.parse("candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host").orElseThrow();
  private static final Candidate MAPPED =
      Candidate.parse(
              "candidate:2 1 udp 1778384895 198.51.100.1 4001 typ srflx raddr 192.0.2.1 rport 4000"
                  + " mapped 1")
          .orElseThrow();

  @Test
  void readsWhatItWrote() {
    IceFragment fragment = new IceFragment(PARAMETERS, List.of(HOST, MAPPED));
    assertThat(IceFragment.parse(fragment.toText())).contains(fragment);
    assertThat(IceFragment.parse(fragment.toText()).orElseThrow().candidates().get(1).mapped())
        .isTrue();
  }

  @Test
  void passesOverLinesAndCandidatesThatItDoesNotKnow() {
    String text =
        "begun\na=mid:0\na=candidate:1 1 dccp 1 192.0.2.1 1 typ host\nnonsense\n"
            + new IceFragment(PARAMETERS, List.of(HOST)).toText()
            + "a=candidate:3 2 udp 1 192.0.2.1 5 typ host\n";
    assertThat(IceFragment.parse(text)).contains(new IceFragment(PARAMETERS, List.of(HOST)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a=ice-ufrag:abcd\r\n",
        "a=ice-pwd:0123456789012345678901\r\n",
        "a=ice-ufrag:abc\r\na=ice-pwd:0123456789012345678901\r\n",
        "a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n",
        "a=ice-ufrag:ab cd\r\na=ice-pwd:0123456789012345678901\r\n"
      })
  void isNothingWithoutCredentials(String text) {
    assertThat(IceFragment.parse(text)).isEmpty();
  }

  @Test
  void takesOnlySoMuch() {
    String line = "a=" + HOST.toAttribute() + "\r\n";
    String many = new IceFragment(PARAMETERS, List.of()).toText() + line.repeat(100);
    assertThat(IceFragment.parse(many).orElseThrow().candidates()).hasSize(64);
    assertThat(IceFragment.parse(many + "x".repeat(IceFragment.MAX_LENGTH))).isEmpty();
    assertThatThrownBy(() -> new IceFragment(PARAMETERS, Collections.nCopies(65, HOST)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
