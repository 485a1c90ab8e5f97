package dev.sotto.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnStreamFramerTest {
  private final List<String> packets = new ArrayList<>();
  private final TurnStreamFramer framer =
      new TurnStreamFramer((from, offset, length) -> packets.add(hex(from, offset, length)));

  private static String hex(byte[] from, int offset, int length) {
    return HexFormat.of().formatHex(from, offset, offset + length);
  }

  private static byte[] channelData(int length) {
    byte[] packet = new byte[4 + ChannelData.padded(length)];
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) length);
    ChannelData.write(0x4001, payload, 0, length, packet, 0, true);
    return packet;
  }

  private static byte[] stun() {
    return StunMessage.bindingRequest(TransactionId.of(new byte[12], 0))
        .software("sotto")
        .toBytes(null, true);
  }

  private boolean handle(byte[] bytes) {
    return framer.handleBytes(bytes, 0, bytes.length);
  }

  /** A stream of all kinds and lengths, and what is in it. */
  private static byte[] stream(List<String> expected) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int length = 0; length < 20; length++) {
      byte[] packet = channelData(length);
      stream.writeBytes(packet);
      expected.add(hex(packet, 0, 4 + length));
      byte[] message = stun();
      stream.writeBytes(message);
      expected.add(hex(message, 0, message.length));
    }
    byte[] longest = channelData(65_535);
    stream.writeBytes(longest);
    expected.add(hex(longest, 0, 4 + 65_535));
    return stream.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 20, 21, 1000, 100_000})
  void findsEveryPacketHoweverTheStreamIsCut(int size) {
    List<String> expected = new ArrayList<>();
    byte[] stream = stream(expected);
    for (int at = 0; at < stream.length; at += size) {
      assertThat(framer.handleBytes(stream, at, Math.min(size, stream.length - at))).isTrue();
    }
    assertThat(packets).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsEveryPacketInRandomPieces(long seed) {
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    byte[] stream = stream(expected);
    for (int at = 0; at < stream.length; ) {
      int size = Math.min(1 + random.nextInt(60), stream.length - at);
      assertThat(framer.handleBytes(stream, at, size)).as("seed %d", seed).isTrue();
      at += size;
    }
    assertThat(packets).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void waitsForThePadding() {
    byte[] packet = channelData(5);
    assertThat(framer.handleBytes(packet, 0, 11)).isTrue();
    assertThat(packets).isEmpty();
    assertThat(framer.handleBytes(packet, 11, 1)).isTrue();
    assertThat(packets).containsExactly(hex(packet, 0, 9));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x50, 0x7f, 0x80, 0xc0, 0xff})
  void breaksAtWhatIsNeitherStunNorChannelData(int first) {
    assertThat(handle(stun())).isTrue();
    assertThat(handle(new byte[] {(byte) first})).isFalse();
    assertThat(handle(stun())).as("stays broken").isFalse();
    assertThat(packets).hasSize(1);
  }

  @Test
  void breaksAtAWrongCookieWithoutWaitingForTheRest() {
    byte[] message = stun();
    message[5] ^= 1;
    assertThat(framer.handleBytes(message, 0, 5)).isTrue();
    assertThat(framer.handleBytes(message, 5, 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 65_533})
  void breaksAtAStunLengthThatCannotBe(int length) {
    byte[] message = stun();
    message[2] = (byte) (length >> 8);
    message[3] = (byte) length;

    assertThat(handle(message)).isFalse();
    assertThat(packets).isEmpty();
  }

  @Test
  void breaksAtAMessageTooLongToHold() {
    byte[] message = stun();
    message[2] = (byte) 0xff;
    message[3] = (byte) 0xfc;

    assertThat(handle(message)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survivesMutations(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      byte[] stream = random.nextBoolean() ? stun() : channelData(random.nextInt(40));
      stream[random.nextInt(stream.length)] = (byte) random.nextInt();
      TurnStreamFramer victim =
          new TurnStreamFramer(
              (from, offset, length) ->
                  assertThat(length).isBetween(4, TurnStreamFramer.MAX_PACKET));
      for (int at = 0; at < stream.length; at += 3) {
        victim.handleBytes(stream, at, Math.min(3, stream.length - at));
      }
    }
  }
}
