package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.sdp.DataChannelDescription;
import dev.sotto.sdp.SdpException;
import java.nio.charset.StandardCharsets;

/** Session descriptions: what is understood means the same after it is written again. */
class SdpFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrRefuses(byte[] text) {
    DataChannelDescription description;
    try {
      description = DataChannelDescription.parse(new String(text, StandardCharsets.UTF_8));
    } catch (SdpException refused) {
      assertThat(refused.reason()).isNotNull();
      return;
    }
    assertThat(DataChannelDescription.parse(description.toSdp())).isEqualTo(description);
  }
}
