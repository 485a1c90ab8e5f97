package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.transfer.ChunkHeader;
import dev.sotto.transfer.FrameReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Binary messages of a transfer channel, without a manifest to hold them against. */
class FrameFuzzTest {

  /** A list of messages. */
  @FuzzTest
  void putsTogetherExactlyWhatItWasGiven(byte[] input) {
    Script script = new Script(input);
    FrameReader frames = new FrameReader();
    int given = 0;
    while (script.hasMore()) {
      ByteBuffer message = ByteBuffer.wrap(script.bytes());
      if (!frames.isInFrame()) {
        Optional<ChunkHeader> header = ChunkHeader.read(message);
        if (header.isEmpty()) {
          return;
        }
        requireSameWhenWritten(header.get());
        frames.begin(header.get());
        given = 0;
      }
      given += message.remaining();
      if (!frames.append(message)) {
        return;
      }
      Optional<FrameReader.Frame> frame = frames.take();
      assertThat(frames.isInFrame()).isEqualTo(frame.isEmpty());
      if (frame.isPresent()) {
        assertThat(frame.get().data()).hasSize(given);
        assertThat(frame.get().header().length()).isEqualTo(given);
      }
    }
  }

  private static void requireSameWhenWritten(ChunkHeader header) {
    ByteBuffer written = ByteBuffer.allocate(ChunkHeader.LENGTH);
    header.writeTo(written);
    assertThat(ChunkHeader.read(written.flip())).contains(header);
  }
}
