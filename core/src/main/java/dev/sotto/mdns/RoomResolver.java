package dev.sotto.mdns;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks for the room of one code on the link, without input or output of its own: three packets
 * within a second, and then no more.
 *
 * <pre>
 *   ask ──250 ms──▶ ask ──350 ms──▶ ask ──400 ms──▶ given up
 *    └────────────────┴───────────────┴─ answer ─▶ found
 * </pre>
 *
 * <p>Confined to its caller's thread. The caller feeds only packets from port 5353 of hosts on the
 * link (RFC 6762 sections 6 and 11). Nothing that they contain causes an exception.
 */
public final class RoomResolver {
  /** The room that {@link #poll} wants, in bytes. */
  public static final int MAX_PACKET = RoomMessages.MAX_LENGTH;

  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(250), Duration.ofMillis(350), Duration.ofMillis(400));

  private final String room;
  private int times;
  private long due;
  private boolean over;

  /**
   * Begins to look.
   *
   * @param room the number in the code, 1 to 9 digits without a leading zero
   * @param now the time
   * @throws IllegalArgumentException if the room is none
   */
  public RoomResolver(String room, Monotonic now) {
    if (!RoomPlace.isRoom(room)) {
      throw new IllegalArgumentException("no room of a code");
    }
    this.room = room;
    this.due = now.nanos();
  }

  /**
   * Takes one packet.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   * @return where the sender says that the room is; empty when it says nothing of it, or too late
   */
  public Optional<RoomPlace> handlePacket(byte[] packet, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    Optional<RoomPlace> place =
        over ? Optional.empty() : RoomMessages.place(room, packet, offset, length);
    over |= place.isPresent();
    return place;
  }

  /**
   * Writes the next packet to send to the group, if it is time.
   *
   * @param into array with at least {@link #MAX_PACKET} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    Objects.checkFromIndexSize(offset, MAX_PACKET, into.length);
    if (over || !now.hasReached(due)) {
      return 0;
    }
    if (times == WAITS.size()) {
      over = true;
      return 0;
    }
    due = now.plus(WAITS.get(times)).nanos();
    times++;
    return RoomMessages.question(into, offset, room);
  }

  /**
   * When {@link #poll} wants to be called.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}; {@link Monotonic#NEVER} when the
   *     room was found or given up
   */
  public long nextTimeout() {
    return over ? Monotonic.NEVER : due;
  }

  /**
   * Whether the search has ended.
   *
   * @return true once the room was found or given up
   */
  public boolean isOver() {
    return over;
  }
}
