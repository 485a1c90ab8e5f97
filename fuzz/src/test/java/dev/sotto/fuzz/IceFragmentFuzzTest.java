package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceDescription;
import dev.sotto.sdp.IceFragment;
import java.nio.charset.StandardCharsets;

/**
 * What a peer tells of its next ICE restart: read as the channel reads it, where a word stands
 * before the fragment. What is understood means the same after it is written again.
 */
class IceFragmentFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrIgnores(byte[] message) {
    IceFragment.parse(new String(message, StandardCharsets.US_ASCII))
        .ifPresent(
            fragment -> {
              assertThat(fragment.candidates())
                  .hasSizeLessThanOrEqualTo(IceDescription.MAX_CANDIDATES)
                  .allMatch(candidate -> candidate.component() == Candidate.DATA);
              assertThat(IceFragment.parse("begun\r\n" + fragment.toText())).contains(fragment);
            });
  }
}
