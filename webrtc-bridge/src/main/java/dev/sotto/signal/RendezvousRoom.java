package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;
import java.util.Optional;

/**
 * A room of a rendezvous server ({@code docs/protocol.md}, "Rendezvous"), over one WebSocket after
 * another: a broken one is replaced, and what was lost with it said again, as long as the server
 * holds our seat.
 *
 * <p>Trusts the server with nothing. Memory is bounded both ways: what waits to be sent has a
 * limit, and so has what a run may bring.
 *
 * <p>This is the side that any thread may call, and hands all over to the room's thread, where
 * {@link RoomSeat} knows what to do.
 */
public final class RendezvousRoom implements MeetingPlace {
  private final RoomThread thread;
  private final Backlog backlog;
  private final RoomSeat seat;

  private RendezvousRoom(RoomThread thread, Backlog backlog, RoomSeat seat) {
    this.thread = thread;
    this.backlog = backlog;
    this.seat = seat;
  }

  /**
   * The inviter's: asks for a room. Returns at once; what comes of it, the listener is told.
   *
   * @param server where the server is
   * @param token what lets us open rooms there, if the server asks for it; secret, never logged
   * @param opening what the first joiner gets first
   * @param listener told of everything that happens
   * @return the place
   */
  public static RendezvousRoom open(
      RoomServer server,
      Optional<String> token,
      PairingMessage.P0 opening,
      MeetingListener listener) {
    return start(server, RoomRequest.open(token, opening), RoomTimes.USUAL, listener);
  }

  /**
   * The joiner's: takes the other seat of a room.
   *
   * @param server see {@link #open}
   * @param room the number in the code
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the room is no number
   */
  public static RendezvousRoom join(RoomServer server, String room, MeetingListener listener) {
    return start(server, RoomRequest.join(room), RoomTimes.USUAL, listener);
  }

  /**
   * The inviter's again: takes its seat in the room of a rejoin, where either side may be first.
   *
   * @param server see {@link #open}
   * @param room 32 lower-case hexadecimal digits
   * @param opening what the joiner gets first
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the room is malformed
   */
  public static RendezvousRoom meetAsInviter(
      RoomServer server, String room, PairingMessage.P0 opening, MeetingListener listener) {
    return start(server, RoomRequest.meet(room, opening), RoomTimes.USUAL, listener);
  }

  /**
   * The joiner's again: takes its seat in the room of a rejoin, where either side may be first.
   *
   * @param server see {@link #open}
   * @param room 32 lower-case hexadecimal digits
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the room is malformed
   */
  public static RendezvousRoom meetAsJoiner(
      RoomServer server, String room, MeetingListener listener) {
    return start(server, RoomRequest.meet(room, null), RoomTimes.USUAL, listener);
  }

  static RendezvousRoom start(
      RoomServer server, RoomRequest request, RoomTimes times, MeetingListener listener) {
    RoomThread thread = new RoomThread();
    Backlog backlog = new Backlog();
    RoomSeat seat = new RoomSeat(server, request, times, listener, thread, backlog);
    thread.execute(seat::connect);
    return new RendezvousRoom(thread, backlog, seat);
  }

  @Override
  public boolean send(PairingMessage message) {
    String text = RoomRequest.to(message);
    return text.length() <= PairingJson.MAX_LENGTH
        && backlog.add(text.length())
        && thread.post(() -> seat.send(text));
  }

  @Override
  public void next(PairingMessage.P0 opening) {
    thread.post(() -> seat.next(opening));
  }

  @Override
  public void dead() {
    thread.post(seat::burn);
  }

  @Override
  public void paired() {
    thread.post(seat::paired);
  }

  @Override
  public void close() {
    thread.post(() -> seat.end(MeetingEnd.closed()));
  }
}
