package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.net.DatagramFramer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A stream of framed datagrams, which anyone who can connect may send. */
class DatagramFramerFuzzTest {

  /** The first byte says how the rest is cut. */
  @FuzzTest
  void findsTheSameHoweverTheStreamIsCut(byte[] input) {
    int piece = input.length == 0 ? 1 : 1 + (input[0] & 0x1f);
    byte[] stream = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);

    List<byte[]> whole = datagrams(stream, stream.length);
    List<byte[]> pieces = datagrams(stream, piece);

    assertThat(pieces.toArray()).isEqualTo(whole.toArray());
    int framed = whole.stream().mapToInt(one -> one.length + DatagramFramer.HEADER_LENGTH).sum();
    assertThat(framed).isLessThanOrEqualTo(stream.length);
  }

  private static List<byte[]> datagrams(byte[] stream, int piece) {
    List<byte[]> found = new ArrayList<>();
    DatagramFramer framer =
        new DatagramFramer(
            (from, offset, length) -> {
              assertThat(length).isPositive();
              found.add(Arrays.copyOfRange(from, offset, offset + length));
            });
    for (int at = 0; at < stream.length; at += piece) {
      framer.handleBytes(stream, at, Math.min(piece, stream.length - at));
    }
    return found;
  }
}
