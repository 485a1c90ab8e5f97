package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A rendezvous server, which nobody need trust. */
class ServerMessageFuzzTest {
  @FuzzTest
  void readsWithinTheLimitsOrRefuses(byte[] input) {
    ServerMessage.read(new String(input, StandardCharsets.UTF_8))
        .ifPresent(ServerMessageFuzzTest::assertWithinLimits);
  }

  private static void assertWithinLimits(ServerMessage message) {
    if (message instanceof ServerMessage.Opened opened) {
      assertThat(opened.room()).matches("[1-9][0-9]{0,8}|[0-9a-f]{32}");
      assertThat(Base64.getUrlDecoder().decode(opened.seat())).hasSize(16);
    } else if (message instanceof ServerMessage.Work work) {
      assertThat(work.salt()).hasSizeBetween(1, 128);
    } else if (message instanceof ServerMessage.Resumed resumed) {
      assertThat(resumed.seen()).isNotNegative();
    } else if (message instanceof ServerMessage.Ice ice) {
      assertThat(ice.servers().stun()).hasSizeLessThanOrEqualTo(4);
      assertThat(ice.servers().turn()).hasSizeLessThanOrEqualTo(8);
      assertThat(ice.servers().life()).isBetween(Duration.ofSeconds(1), Duration.ofDays(1));
    }
  }
}
