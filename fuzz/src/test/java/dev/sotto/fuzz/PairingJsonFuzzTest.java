package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.net.DatagramFramer;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.PairingJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The messages of a pairing, which anyone who knows a room or an address may send. */
class PairingJsonFuzzTest {
  @FuzzTest
  void readsWhatItWroteOrRefuses(byte[] input) {
    Optional<PairingMessage> read = PairingJson.read(input);
    read.ifPresent(PairingJsonFuzzTest::assertWrittenAgain);
    if (read.isPresent()) {
      assertThat(PairingJson.read(new String(input, StandardCharsets.UTF_8))).isEqualTo(read);
    }
  }

  /** A direct connection: each message behind its length. The first byte says how it is cut. */
  @FuzzTest
  void findsTheSameMessagesHoweverTheStreamIsCut(byte[] input) {
    int piece = input.length == 0 ? 1 : 1 + (input[0] & 0x1f);
    byte[] stream = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    List<Optional<PairingMessage>> whole = messages(stream, stream.length);
    assertThat(messages(stream, piece)).isEqualTo(whole);
    whole.forEach(message -> message.ifPresent(PairingJsonFuzzTest::assertWrittenAgain));
  }

  private static List<Optional<PairingMessage>> messages(byte[] stream, int piece) {
    List<Optional<PairingMessage>> found = new ArrayList<>();
    DatagramFramer framer =
        new DatagramFramer(
            (from, offset, length) ->
                found.add(PairingJson.read(Arrays.copyOfRange(from, offset, offset + length))));
    for (int at = 0; at < stream.length; at += piece) {
      framer.handleBytes(stream, at, Math.min(piece, stream.length - at));
    }
    return found;
  }

  private static void assertWrittenAgain(PairingMessage message) {
    String text = PairingJson.write(message);
    assertThat(text.length()).isLessThanOrEqualTo(PairingJson.MAX_LENGTH);
    assertThat(PairingJson.read(text)).contains(message);
  }
}
