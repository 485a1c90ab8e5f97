package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingCode.Parsed;
import java.nio.charset.StandardCharsets;

/** What people type as a code: read as it was written, or refused with a reason. */
class PairingCodeFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrRefuses(byte[] text) {
    Parsed parsed = PairingCode.parse(new String(text, StandardCharsets.UTF_8), Words.LIST);
    if (parsed instanceof Parsed.Valid valid) {
      assertThat(PairingCode.parse(valid.code().format(), Words.LIST)).isEqualTo(valid);
    } else if (parsed instanceof Parsed.UnknownWord unknown) {
      assertThat(unknown.position()).isBetween(1, PairingCode.MAX_WORDS);
      assertThat(Words.LIST.indexOf(unknown.nearest())).isPresent();
    }
  }
}
