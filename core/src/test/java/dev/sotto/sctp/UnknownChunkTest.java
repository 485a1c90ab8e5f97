package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.HeartbeatAckChunk;
import dev.sotto.sctp.wire.HeartbeatChunk;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.UnknownChunk;
import dev.sotto.sctp.wire.UnrecognizedChunkTypeCause;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownChunkTest {
  private static final HeartbeatChunk PROBE = new HeartbeatChunk(Octets.of(new byte[12]));

  private final Pair pair = Pair.established();

  private int tag() {
    pair.a.send(9, "x");
    pair.run(Duration.ofMillis(200));
    return Packets.tag(Pair.lastSentWith(pair.a, DataChunk.TYPE));
  }

  /** RFC 9260 section 3.2: the first bit says whether to go on, the second whether to report. */
  @ParameterizedTest
  @CsvSource({"0x3e, false, false", "0x7e, false, true", "0xbe, true, false", "0xfe, true, true"})
  void obeysTheTwoHighestBits(String type, boolean goesOn, boolean reports) {
    UnknownChunk unknown = new UnknownChunk(Integer.decode(type), 5, Octets.utf8("what?"));
    pair.b.receive(Packets.of(tag(), unknown, PROBE));
    pair.drain();

    assertThat(Packets.chunks(pair.b.sent, HeartbeatAckChunk.class)).hasSize(goesOn ? 1 : 0);
    assertThat(Packets.chunks(pair.b.sent, ErrorChunk.class)).hasSize(reports ? 1 : 0);
    assertThat(pair.b.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void capsTheReport() {
    pair.b.receive(Packets.of(tag(), new UnknownChunk(0xfe, 0, Octets.of(new byte[5000]))));
    pair.drain();
    ErrorChunk report = Packets.chunks(pair.b.sent, ErrorChunk.class).get(0);
    assertThat(((UnrecognizedChunkTypeCause) report.causes().get(0)).value().length())
        .isEqualTo(256);
  }

  @Test
  void interleavedDataIsUnknownWhileItIsNotNegotiated() {
    UnknownChunk interleaved =
        new UnknownChunk(DataChunk.INTERLEAVED_TYPE, 3, Octets.of(new byte[20]));
    pair.b.receive(Packets.of(tag(), interleaved));
    pair.drain();
    assertThat(Packets.chunks(pair.b.sent, ErrorChunk.class)).hasSize(1);
    assertThat(pair.b.messages).hasSize(1);
  }
}
