package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramFramerTest {
  private final List<byte[]> found = new ArrayList<>();
  private final DatagramFramer framer =
      new DatagramFramer(
          (from, offset, length) -> found.add(Arrays.copyOfRange(from, offset, offset + length)));

  private static byte[] frame(byte[] datagram) {
    byte[] framed = new byte[datagram.length + DatagramFramer.HEADER_LENGTH];
    assertThat(DatagramFramer.write(datagram, 0, datagram.length, framed, 0))
        .isEqualTo(framed.length);
    return framed;
  }

  @Test
  void writesTheLengthInNetworkOrder() {
    assertThat(frame(new byte[] {7, 8, 9})).containsExactly(0, 3, 7, 8, 9);
    assertThat(Arrays.copyOf(frame(new byte[65_535]), 2)).containsExactly(0xff, 0xff);
    assertThat(Arrays.copyOf(frame(new byte[0x0102]), 2)).containsExactly(1, 2);
  }

  @Test
  void writesInPlace() {
    byte[] array = {1, 2, 3, 0, 0};
    assertThat(DatagramFramer.write(array, 0, 3, array, 0)).isEqualTo(5);
    assertThat(array).containsExactly(0, 3, 1, 2, 3);
  }

  @Test
  void writesNothingThatHasNoLength() {
    byte[] datagram = new byte[65_536];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatagramFramer.write(datagram, 0, 65_536, new byte[70_000], 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void findsTheSameDatagramsHoweverTheStreamIsCut(long seed) {
    Random random = new Random(seed);
    List<byte[]> sent = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 60; i++) {
      byte[] datagram = new byte[random.nextInt(8) == 0 ? random.nextInt(65_536) : i % 5];
      random.nextBytes(datagram);
      stream.writeBytes(frame(datagram));
      if (datagram.length > 0) {
        sent.add(datagram);
      }
    }
    byte[] bytes = stream.toByteArray();
    int longest = seed % 2 == 0 ? 4 : 100_000;
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, random.nextInt(longest + 1));
      framer.handleBytes(bytes, at, length);
      at += length;
    }
    assertThat(found).as("seed " + seed).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(found.get(i)).as("seed " + seed + ", datagram " + i).isEqualTo(sent.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void takesAnyBytes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(3000)];
      random.nextBytes(bytes);
      framer.handleBytes(bytes, 0, bytes.length);
    }
    assertThat(found).isNotEmpty().allMatch(datagram -> datagram.length > 0);
  }

  @Test
  void waitsForTheRestWithoutDeliveringAPart() {
    byte[] framed = frame(new byte[] {1, 2, 3, 4});
    framer.handleBytes(framed, 0, framed.length - 1);
    assertThat(found).isEmpty();
    framer.handleBytes(framed, framed.length - 1, 1);
    assertThat(found).containsExactly(new byte[] {1, 2, 3, 4});
  }
}
