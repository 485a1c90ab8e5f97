package dev.sotto.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.transfer.PipeMessage;
import dev.sotto.transfer.TransferMessage;
import java.nio.charset.StandardCharsets;

/** Texts of a peer on the channels of a session: what is understood means the same when written. */
class ChannelTextFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrRefuses(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    TransferJson.read(text)
        .filter(message -> !(message instanceof TransferMessage.Other))
        .ifPresent(
            message ->
                assertThat(TransferJson.read(TransferJson.write(message))).contains(message));
    PipeJson.read(text)
        .filter(message -> !(message instanceof PipeMessage.Other))
        .ifPresent(message -> assertThat(PipeJson.read(PipeJson.write(message))).contains(message));
    ChannelMessage message = ChannelJson.read(text);
    if (!(message instanceof ChannelMessage.Malformed)
        && !(message instanceof ChannelMessage.Unknown)) {
      assertThat(ChannelJson.read(ChannelJson.write(message))).isEqualTo(message);
    }
  }
}
