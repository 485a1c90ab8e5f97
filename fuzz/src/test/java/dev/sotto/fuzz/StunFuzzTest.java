package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import java.nio.charset.StandardCharsets;

/** STUN, which anyone can send to an open port before anything is authenticated. */
class StunFuzzTest {
  private static final byte[] KEY = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.UTF_8);

  @FuzzTest
  void readsAllOrRefuses(byte[] packet) {
    StunMessage message;
    try {
      message = StunMessage.parse(packet, 0, packet.length);
    } catch (StunFormatException refused) {
      assertThat(refused.reason()).isNotNull();
      return;
    }
    assertThat(StunMessage.looksLikeStun(packet, 0, packet.length)).isTrue();
    message.username();
    message.software();
    message.priority();
    message.useCandidate();
    message.iceControlling();
    message.iceControlled();
    message.mappedAddress();
    message.errorCode();
    message.unknownAttributes();
    message.unknownRequiredAttributes(AttributeType::isKnown);
    message.integrityValid(KEY);
    message.fingerprintValid();
    assertThat(message.toString()).isNotEmpty();
  }
}
