package dev.sotto.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DcepMessageTest {
  static Stream<ChannelOptions> allKinds() {
    ChannelOptions chat = ChannelOptions.reliable("chat").withProtocol("sotto.v1");
    return Stream.of(
        chat,
        chat.unordered(),
        chat.withReliability(new Reliability.MaxRetransmits(0)),
        chat.withReliability(new Reliability.MaxRetransmits(7)).unordered(),
        chat.withReliability(new Reliability.MaxPacketLifeTime(150)),
        chat.withReliability(new Reliability.MaxPacketLifeTime(Integer.MAX_VALUE)).unordered(),
        ChannelOptions.reliable(""),
        ChannelOptions.reliable("grüße \u2603 \ud83d\ude00"),
        ChannelOptions.reliable("x".repeat(65_535)).withProtocol("y".repeat(65_535)));
  }

  @ParameterizedTest
  @MethodSource("allKinds")
  void readsWhatItWrote(ChannelOptions options) {
    DcepMessage.Open open = new DcepMessage.Open(options);

    assertThat(DcepMessage.parse(open.toBytes())).contains(open);
  }

  @Test
  void readsTheOpenOfABrowser() {
    // Chromium: createDataChannel("chat", {maxRetransmits: 3, ordered: false}), priority 256.
    byte[] captured =
        HexFormat.of().parseHex("03" + "81" + "0100" + "00000003" + "0004" + "0000" + "63686174");

    assertThat(DcepMessage.parse(captured))
        .contains(
            new DcepMessage.Open(
                ChannelOptions.reliable("chat")
                    .unordered()
                    .withReliability(new Reliability.MaxRetransmits(3))));
  }

  @Test
  void takesReliabilityBeyondAnIntAsTheMost() {
    byte[] bytes = HexFormat.of().parseHex("03" + "02" + "0000" + "ffffffff" + "0000" + "0000");

    assertThat(DcepMessage.parse(bytes))
        .contains(
            new DcepMessage.Open(
                new ChannelOptions(
                    "",
                    "",
                    true,
                    new Reliability.MaxPacketLifeTime(Integer.MAX_VALUE),
                    0,
                    java.util.OptionalInt.empty())));
  }

  @Test
  void refusesUnknownChannelTypesAndIllFormedText() {
    assertThat(DcepMessage.parse(HexFormat.of().parseHex("030301000000000000000000"))).isEmpty();
    assertThat(DcepMessage.parse(HexFormat.of().parseHex("03000100000000000001" + "0000" + "ff")))
        .isEmpty();
  }

  @Test
  void refusesEveryTruncationAndExtension() {
    byte[] whole =
        new DcepMessage.Open(ChannelOptions.reliable("label").withProtocol("p")).toBytes();

    for (int length = 0; length < whole.length; length++) {
      assertThat(DcepMessage.parse(java.util.Arrays.copyOf(whole, length)))
          .as("%d bytes", length)
          .isEmpty();
    }
    assertThat(DcepMessage.parse(java.util.Arrays.copyOf(whole, whole.length + 1))).isEmpty();
  }

  @Test
  void neverThrowsOnMutations() {
    long seed = 8832;
    Random random = new Random(seed);
    byte[] whole =
        new DcepMessage.Open(ChannelOptions.reliable("label").withProtocol("p")).toBytes();
    int understood = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] mutated = whole.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      if (DcepMessage.parse(mutated).isPresent()) {
        understood++;
      }
    }
    assertThat(understood)
        .as("seed %d: some stay readable, some do not", seed)
        .isBetween(1, 99_999);
  }
}
