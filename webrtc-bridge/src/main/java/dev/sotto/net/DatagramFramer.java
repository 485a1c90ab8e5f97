package dev.sotto.net;

import java.util.Arrays;
import java.util.Objects;

/**
 * Finds the datagrams in the bytes of a stream, and writes them there: each behind its length (RFC
 * 4571 section 2).
 *
 * <pre>
 * |            length             |        datagram ...
 * </pre>
 *
 * <p>Confined to its caller's thread. Holds at most one unfinished datagram, and memory only for
 * what of it has arrived, not for what its length promises. Any bytes can be framed datagrams: what
 * they are worth, the datagrams have to show.
 */
public final class DatagramFramer {
  /** What a datagram costs in the stream beyond its own bytes. */
  public static final int HEADER_LENGTH = 2;

  /** The longest datagram, in bytes. */
  public static final int MAX_DATAGRAM = 65_535;

  private static final int SMALLEST_BUFFER = 2048;

  private final DatagramReceiver receiver;
  private byte[] unfinished = new byte[0];
  private int held;

  /** Takes the datagrams that were found. */
  @FunctionalInterface
  public interface DatagramReceiver {
    /**
     * Takes one datagram that is not empty.
     *
     * @param from the array that holds it; not to be kept
     * @param offset where it starts
     * @param length its length in bytes, 1 to {@link DatagramFramer#MAX_DATAGRAM}
     */
    void onDatagram(byte[] from, int offset, int length);
  }

  /**
   * A framer at the start of a stream.
   *
   * @param receiver takes the datagrams, on the thread that calls {@link #handleBytes}
   */
  public DatagramFramer(DatagramReceiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Writes a datagram as it goes into the stream.
   *
   * @param datagram array that holds it
   * @param offset where it starts
   * @param length its length in bytes, 0 to {@link #MAX_DATAGRAM}
   * @param into array with at least {@link #HEADER_LENGTH} bytes more than the datagram after the
   *     offset; may be the same array
   * @param intoOffset where to write
   * @return how many bytes were written
   */
  public static int write(byte[] datagram, int offset, int length, byte[] into, int intoOffset) {
    if (length > MAX_DATAGRAM) {
      throw new IllegalArgumentException("a datagram of " + length + " bytes");
    }
    System.arraycopy(datagram, offset, into, intoOffset + HEADER_LENGTH, length);
    into[intoOffset] = (byte) (length >> 8);
    into[intoOffset + 1] = (byte) length;
    return HEADER_LENGTH + length;
  }

  /**
   * Takes bytes of the stream, as many as happened to arrive. The array is not kept.
   *
   * @param bytes array that holds them
   * @param offset where they start
   * @param length how many there are
   */
  public void handleBytes(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int at = offset;
    int end = offset + length;
    while (at < end) {
      at = held > 0 ? complete(bytes, at, end) : inPlace(bytes, at, end);
    }
  }

  /** Delivers a datagram that lies whole in the caller's array, or begins to keep it. */
  private int inPlace(byte[] bytes, int at, int end) {
    int available = end - at;
    if (available < HEADER_LENGTH || available < HEADER_LENGTH + length(bytes, at)) {
      return keep(bytes, at, end);
    }
    int length = length(bytes, at);
    deliver(bytes, at + HEADER_LENGTH, length);
    return at + HEADER_LENGTH + length;
  }

  /** Adds to the datagram that is kept what it lacks, first of all its length. */
  private int complete(byte[] bytes, int at, int end) {
    int next = at;
    if (held < HEADER_LENGTH) {
      next = keep(bytes, next, next + 1);
    }
    int length = length(unfinished, 0);
    next = keep(bytes, next, Math.min(end, next + HEADER_LENGTH + length - held));
    if (held == HEADER_LENGTH + length) {
      held = 0;
      deliver(unfinished, HEADER_LENGTH, length);
    }
    return next;
  }

  private int keep(byte[] bytes, int at, int end) {
    int needed = held + end - at;
    if (needed > unfinished.length) {
      int doubled = Math.max(SMALLEST_BUFFER, 2 * unfinished.length);
      int most = HEADER_LENGTH + MAX_DATAGRAM;
      unfinished = Arrays.copyOf(unfinished, Math.min(most, Math.max(needed, doubled)));
    }
    System.arraycopy(bytes, at, unfinished, held, end - at);
    held = needed;
    return end;
  }

  /** An empty one carries nothing to anyone. */
  private void deliver(byte[] from, int offset, int length) {
    if (length > 0) {
      receiver.onDatagram(from, offset, length);
    }
  }

  private static int length(byte[] from, int offset) {
    return (from[offset] & 0xff) << 8 | (from[offset + 1] & 0xff);
  }
}
