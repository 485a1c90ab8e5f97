package dev.sotto.transfer;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Puts a chunk together from the binary messages that it comes in. Knows nothing of manifests: who
 * reads frames judges the {@link ChunkHeader} before the rest is taken.
 */
public final class FrameReader {
  private Optional<ChunkHeader> header = Optional.empty();
  private byte[] data = new byte[0];
  private int filled;

  /** A reader that awaits the first message of a frame. */
  public FrameReader() {}

  /**
   * Whether a frame has begun and is not complete.
   *
   * @return true while continuations are missing
   */
  public boolean isInFrame() {
    return header.isPresent();
  }

  /**
   * Begins a frame and sets memory aside for all of it.
   *
   * @param begun its header, judged
   */
  public void begin(ChunkHeader begun) {
    if (header.isPresent()) {
      throw new IllegalStateException("within a frame");
    }
    header = Optional.of(begun);
    data = new byte[begun.length()];
    filled = 0;
  }

  /**
   * Takes data of the frame.
   *
   * @param more the rest of a message, copied
   * @return false when the frame has less than that to come; then nothing was taken
   */
  public boolean append(ByteBuffer more) {
    if (header.isEmpty()) {
      throw new IllegalStateException("not within a frame");
    }
    int length = more.remaining();
    if (length > data.length - filled) {
      return false;
    }
    more.get(data, filled, length);
    filled += length;
    return true;
  }

  /**
   * The frame, once it is complete; the next one may begin then.
   *
   * @return header and data; empty while data is missing
   */
  public Optional<Frame> take() {
    if (header.isEmpty() || filled < data.length) {
      return Optional.empty();
    }
    Frame frame = new Frame(header.get(), data);
    reset();
    return Optional.of(frame);
  }

  /** Forgets a frame that will not be completed. */
  public void reset() {
    header = Optional.empty();
    data = new byte[0];
    filled = 0;
  }

  /** A chunk that is complete; its hash is not checked. */
  public static final class Frame {
    private final ChunkHeader header;
    private final byte[] data;

    private Frame(ChunkHeader header, byte[] data) {
      this.header = header;
      this.data = data;
    }

    /**
     * What stood before it.
     *
     * @return the header
     */
    public ChunkHeader header() {
      return header;
    }

    /**
     * The data.
     *
     * @return as many bytes as the header says; nobody else holds the array
     */
    public byte[] data() {
      return data;
    }
  }
}
