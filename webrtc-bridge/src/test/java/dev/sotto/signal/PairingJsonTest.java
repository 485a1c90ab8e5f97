package dev.sotto.signal;

import static dev.sotto.signal.Messages.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.pairing.PairingMessage;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairingJsonTest {
  private static final String N = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String Y = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  static Stream<PairingMessage> messages() {
    return Stream.of(
        new PairingMessage.P0(bytes(16, 1)),
        new PairingMessage.P1(bytes(16, 1), bytes(32, 2), bytes(9, 3)),
        new PairingMessage.P2(bytes(32, 2), bytes(10, 3)),
        new PairingMessage.P3(bytes(32, 4)),
        new PairingMessage.P4(bytes(32, 5)),
        new PairingMessage.Sealed(0, bytes(512 + 16, 6)),
        new PairingMessage.Sealed(999, bytes(16_384 + 16, 255)),
        new PairingMessage.Abort("protocol"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void readsWhatItWrote(PairingMessage message) {
    String text = PairingJson.write(message);
    assertThat(text.length()).isLessThanOrEqualTo(PairingJson.MAX_LENGTH);
    assertThat(PairingJson.read(text)).contains(message);
    assertThat(PairingJson.read(text.getBytes(StandardCharsets.UTF_8))).contains(message);
  }

  @Test
  void writesTheDocumentedForm() {
    assertThat(PairingJson.write(new PairingMessage.P0(bytes(16, 0))))
        .isEqualTo("{\"t\":\"p0\",\"n\":\"" + N + "\"}");
    assertThat(PairingJson.write(new PairingMessage.P1(bytes(16, 0), bytes(32, 0), bytes(3, 255))))
        .isEqualTo("{\"t\":\"p1\",\"n\":\"" + N + "\",\"y\":\"" + Y + "\",\"ad\":\"____\"}");
    assertThat(PairingJson.write(new PairingMessage.P4(bytes(32, 0))))
        .isEqualTo("{\"t\":\"p4\",\"tag\":\"" + Y + "\"}");
    assertThat(PairingJson.write(new PairingMessage.Abort("auth")))
        .isEqualTo("{\"t\":\"x\",\"reason\":\"auth\"}");
    assertThat(PairingJson.write(new PairingMessage.Sealed(3, bytes(3, 255))))
        .isEqualTo("{\"t\":\"s\",\"n\":3,\"c\":\"____\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{}",
        "{\"t\":\"p9\"}",
        "{\"t\":7}",
        "{\"t\":\"p0\"}",
        "{\"t\":\"p0\",\"n\":7}",
        "{\"t\":\"p0\",\"n\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
        "{\"t\":\"p0\",\"n\":\"AAAAAAAAAAAAAAAAAAAAAB\"}",
        "{\"t\":\"p0\",\"n\":\"AAAAAAAAAAAAAAAAAAAAA+\"}",
        "{\"t\":\"p0\",\"n\":\"AAAAAAAAAAAAAAAAAAAA\"}",
        "{\"t\":\"p0\",\"n\":\"AAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"t\":\"p0\",\"n\":\"" + N + "\",\"n\":\"" + N + "\"}",
        "{\"t\":\"p0\",\"n\":\"" + N + "\",\"more\":1}",
        "{\"t\":\"p0\",\"n\":\"" + N + "\"}{}",
        "{\"t\":\"p0\",\"n\":\"" + N + "\"",
        "{\"t\":\"p1\",\"n\":\"" + N + "\",\"y\":\"" + Y + "\"}",
        "{\"t\":\"p1\",\"n\":\"" + N + "\",\"y\":\"" + N + "\",\"ad\":\"____\"}",
        "{\"t\":\"p1\",\"n\":\"" + N + "\",\"y\":\"" + Y + "\",\"ad\":\"\"}",
        "{\"t\":\"p2\",\"n\":\"" + N + "\",\"y\":\"" + Y + "\",\"ad\":\"____\"}",
        "{\"t\":\"p3\",\"tag\":\"" + N + "\"}",
        "{\"t\":\"s\",\"n\":0,\"c\":\"____\"}",
        "{\"t\":\"x\"}",
        "{\"t\":\"x\",\"reason\":7}"
      })
  void refusesWhatIsNoMessage(String text) {
    assertThat(PairingJson.read(text)).isEmpty();
  }

  @Test
  void aSealHasOneOfItsSizesAndANumber() {
    for (int length : new int[] {15, 16, 17, 527, 529, 768 + 16, 16_384, 32_768 + 16}) {
      assertThat(read(new PairingMessage.Sealed(0, bytes(length, 0)))).as("" + length).isEmpty();
    }
    String good = PairingJson.write(new PairingMessage.Sealed(0, bytes(528, 0)));
    for (String number :
        new String[] {"-1", "1000", "0.0", "1e0", "\"0\"", "null", "99999999999"}) {
      assertThat(PairingJson.read(good.replace("\"n\":0", "\"n\":" + number))).as(number).isEmpty();
    }
  }

  @Test
  void refusesWhatIsTooLongTooDeepOrNoUtf8() {
    String good = PairingJson.write(new PairingMessage.P0(bytes(16, 0)));
    assertThat(PairingJson.read(good + " ".repeat(PairingJson.MAX_LENGTH))).isEmpty();
    assertThat(PairingJson.read("{\"t\":" + "[".repeat(5000))).isEmpty();
    assertThat(PairingJson.read(good.getBytes(StandardCharsets.UTF_16BE))).isEmpty();
    assertThat(PairingJson.read(new byte[] {'{', (byte) 0xff, '}'})).isEmpty();
    assertThat(read(new PairingMessage.P1(bytes(16, 0), bytes(32, 0), bytes(129, 0)))).isEmpty();
  }

  private static java.util.Optional<PairingMessage> read(PairingMessage message) {
    return PairingJson.read(PairingJson.write(message));
  }
}
