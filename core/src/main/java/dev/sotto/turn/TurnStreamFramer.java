package dev.sotto.turn;

import dev.sotto.stun.StunMessage;
import java.util.Arrays;
import java.util.Objects;

/**
 * Finds the packets of a server in the bytes of a TCP or TLS stream: STUN messages and ChannelData,
 * each with its own length, one after another (RFC 8656 sections 3.1 and 12.5).
 *
 * <p>Confined to its caller's thread. Holds at most one unfinished packet, so at most {@link
 * #MAX_PACKET} bytes. What cannot be a packet ends it: in a stream there is no way to find the
 * next.
 */
public final class TurnStreamFramer {
  /** The longest packet, in bytes: ChannelData with 65,535 bytes of data, padded. */
  public static final int MAX_PACKET = 4 + 65_536;

  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int COOKIE_END = 8;
  private static final int SMALLEST_BUFFER = 2048;

  private final PacketReceiver receiver;
  private byte[] unfinished = new byte[0];
  private int held;
  private boolean broken;

  /** Takes the packets that were found. */
  @FunctionalInterface
  public interface PacketReceiver {
    /**
     * Takes one packet, without the padding of ChannelData.
     *
     * @param from the array that holds it; not to be kept
     * @param offset where it starts
     * @param length its length in bytes
     */
    void onPacket(byte[] from, int offset, int length);
  }

  /**
   * A framer at the start of a stream.
   *
   * @param receiver takes the packets, on the thread that calls {@link #handleBytes}
   */
  public TurnStreamFramer(PacketReceiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Takes bytes of the stream, as many as happened to arrive. The array is not kept.
   *
   * @param bytes array that holds them
   * @param offset where they start
   * @param length how many there are
   * @return whether they can be packets; when not, now or earlier, the connection is to be closed
   */
  public boolean handleBytes(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int at = offset;
    int end = offset + length;
    while (!broken && at < end) {
      at = held > 0 ? complete(bytes, at, end) : inPlace(bytes, at, end);
    }
    return !broken;
  }

  /** Delivers a packet that lies whole in the caller's array, or begins to keep it. */
  private int inPlace(byte[] bytes, int at, int end) {
    int size = size(bytes, at, end - at);
    if (broken || size > end - at || size == 0) {
      return broken ? end : keep(bytes, at, end);
    }
    receiver.onPacket(bytes, at, size - padding(bytes, at));
    return at + size;
  }

  /** Adds to the packet that is kept what it lacks, first of all its header. */
  private int complete(byte[] bytes, int at, int end) {
    int size = size(unfinished, 0, held);
    int wanted = size == 0 ? ChannelData.HEADER_LENGTH : size;
    int next = keep(bytes, at, Math.min(end, at + wanted - held));
    size = size(unfinished, 0, held);
    if (!broken && size > 0 && held == size) {
      held = 0;
      receiver.onPacket(unfinished, 0, size - padding(unfinished, 0));
    }
    return next;
  }

  private int keep(byte[] bytes, int at, int end) {
    int needed = held + end - at;
    if (needed > unfinished.length) {
      int doubled = Math.max(SMALLEST_BUFFER, 2 * unfinished.length);
      unfinished = Arrays.copyOf(unfinished, Math.min(MAX_PACKET, Math.max(needed, doubled)));
    }
    System.arraycopy(bytes, at, unfinished, held, end - at);
    held = needed;
    return end;
  }

  /** How long the packet is in the stream, with padding; 0 while its header is not there. */
  private int size(byte[] from, int offset, int available) {
    boolean channelData = ChannelData.startsWith(from[offset]);
    if (!channelData && (from[offset] & 0xC0) != 0) {
      broken = true;
    }
    if (broken || available < ChannelData.HEADER_LENGTH) {
      return 0;
    }
    int length = ChannelData.length(from, offset);
    if (channelData) {
      return ChannelData.HEADER_LENGTH + ChannelData.padded(length);
    }
    int size = StunMessage.HEADER_LENGTH + length;
    // RFC 8489 5: the length is a multiple of four, the cookie has a fixed value.
    broken = length % 4 != 0 || size > MAX_PACKET || lacksCookie(from, offset, available);
    return broken ? 0 : size;
  }

  private static boolean lacksCookie(byte[] from, int offset, int available) {
    for (int i = 4; i < Math.min(COOKIE_END, available); i++) {
      if (from[offset + i] != (byte) (MAGIC_COOKIE >> (8 * (COOKIE_END - 1 - i)))) {
        return true;
      }
    }
    return false;
  }

  /** How much of the packet's size is padding, which only ChannelData has. */
  private static int padding(byte[] from, int offset) {
    int length = ChannelData.length(from, offset);
    return ChannelData.startsWith(from[offset]) ? ChannelData.padded(length) - length : 0;
  }
}
