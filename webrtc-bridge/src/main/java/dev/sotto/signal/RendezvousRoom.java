package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;
import java.net.URI;
import java.util.Optional;

/** A seat in a room of a rendezvous server. */
public final class RendezvousRoom implements MeetingPlace {
  private RendezvousRoom() {}

  /**
   * The inviter's: asks for a room. Returns at once; what comes of it, the listener is told.
   *
   * @param server where the server is: an {@code http}, {@code https}, {@code ws} or {@code wss}
   *     address, of which scheme, host and port are used
   * @param token what lets us open rooms there, if the server asks for it; secret, never logged
   * @param opening what the first joiner gets first
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the address has another scheme or no host
   */
  public static RendezvousRoom open(
      URI server, Optional<String> token, PairingMessage.P0 opening, MeetingListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * The joiner's: takes the other seat of a room.
   *
   * @param server see {@link #open}
   * @param room the number in the code
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the address has another scheme or no host, or the room is
   *     no number
   */
  public static RendezvousRoom join(URI server, String room, MeetingListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * The inviter's again: takes its seat in the room of a rejoin, where either side may be first.
   *
   * @param server see {@link #open}
   * @param room 32 lower-case hexadecimal digits
   * @param opening what the joiner gets first
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the address has another scheme or no host, or the room is
   *     malformed
   */
  public static RendezvousRoom meetAsInviter(
      URI server, String room, PairingMessage.P0 opening, MeetingListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * The joiner's again: takes its seat in the room of a rejoin, where either side may be first.
   *
   * @param server see {@link #open}
   * @param room 32 lower-case hexadecimal digits
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the address has another scheme or no host, or the room is
   *     malformed
   */
  public static RendezvousRoom meetAsJoiner(URI server, String room, MeetingListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean send(PairingMessage message) {
    return false;
  }

  @Override
  public void next(PairingMessage.P0 opening) {}

  @Override
  public void dead() {}

  @Override
  public void paired() {}

  @Override
  public void close() {}
}
