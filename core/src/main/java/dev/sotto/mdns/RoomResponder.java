package dev.sotto.mdns;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.Objects;

/**
 * Answers for one room of ours and nothing else, without input or output of its own, and no more
 * often than once a second (RFC 6762 section 6): an answer that would come too early waits.
 *
 * <p>Announces nothing: who does not ask is told nothing. Confined to its caller's thread. The
 * caller feeds only packets of hosts on the link. Nothing that they contain causes an exception.
 */
public final class RoomResponder {
  /** The room that {@link #poll} wants, in bytes. */
  public static final int MAX_PACKET = RoomMessages.MAX_LENGTH;

  private static final Duration APART = Duration.ofSeconds(1);

  private final RoomPlace place;
  private long earliest;
  private boolean asked;

  /**
   * A responder that was not asked yet.
   *
   * @param place the room and where it is
   */
  public RoomResponder(RoomPlace place) {
    this.place = place;
  }

  /**
   * Takes one packet.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   */
  public void handlePacket(byte[] packet, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    asked |= RoomMessages.asksFor(place.room(), packet, offset, length);
  }

  /**
   * Writes the answer to send to the group, if somebody has asked and it is time.
   *
   * @param into array with at least {@link #MAX_PACKET} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    Objects.checkFromIndexSize(offset, MAX_PACKET, into.length);
    if (!asked || now.nanos() < earliest) {
      return 0;
    }
    asked = false;
    earliest = now.plus(APART).nanos();
    return RoomMessages.answer(into, offset, place);
  }

  /**
   * When {@link #poll} wants to be called.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}; {@link Monotonic#NEVER} when nobody
   *     waits for an answer
   */
  public long nextTimeout() {
    return asked ? earliest : Monotonic.NEVER;
  }
}
