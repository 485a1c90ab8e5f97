package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.sdp.Candidate;
import java.nio.charset.StandardCharsets;

/** Trickled candidates: what is understood means the same after it is written again. */
class CandidateFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrIgnores(byte[] text) {
    Candidate.parse(new String(text, StandardCharsets.UTF_8))
        .ifPresent(
            candidate -> {
              assertThat(Candidate.parse(candidate.toAttribute())).contains(candidate);
              candidate.transportAddress();
            });
  }
}
