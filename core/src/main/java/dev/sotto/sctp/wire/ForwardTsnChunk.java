package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * FORWARD TSN (RFC 3758 section 3.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 192  |  Chunk Flags  |          Chunk Length         |
 * |                       New Cumulative TSN                      |
 * |            Stream-1           |       Stream Sequence-1       |
 * |                              ...                              |
 * </pre>
 *
 * @param newCumulativeTsn the TSN up to which nothing is waited for
 * @param skipped for each ordered stream with skipped messages, the last of them
 */
public record ForwardTsnChunk(int newCumulativeTsn, List<SkippedStream> skipped) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 192;

  /**
   * The last skipped message of a stream.
   *
   * @param streamId stream identifier, 0 to 65535
   * @param ssn its stream sequence number, 0 to 65535
   */
  public record SkippedStream(int streamId, int ssn) {}

  /** Copies the list. */
  public ForwardTsnChunk {
    skipped = List.copyOf(skipped);
  }

  static ForwardTsnChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 4, "FORWARD TSN");
    int newCumulativeTsn = chunk.getInt();
    List<SkippedStream> skipped = new ArrayList<>(chunk.remaining() / 4);
    while (chunk.remaining() >= 4) {
      skipped.add(new SkippedStream(chunk.getShort() & 0xffff, chunk.getShort() & 0xffff));
    }
    return new ForwardTsnChunk(newCumulativeTsn, skipped);
  }

  @Override
  public int length() {
    return 8 + 4 * skipped.size();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    out.putInt(newCumulativeTsn);
    for (SkippedStream stream : skipped) {
      out.putShort((short) stream.streamId());
      out.putShort((short) stream.ssn());
    }
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
