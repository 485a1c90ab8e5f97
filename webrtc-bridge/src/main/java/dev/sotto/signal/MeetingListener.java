package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;

/**
 * What happens at a {@link MeetingPlace}. All calls come one after another, on a thread of the
 * place, which must not be held up for long. An exception thrown here is reported to that thread's
 * uncaught exception handler and changes nothing else.
 */
public interface MeetingListener {
  /**
   * The inviter's: the server has a room for us and waits for the joiner. Told once.
   *
   * @param room the room's number as it stands in the code; for a rejoin its 32 hexadecimal digits
   */
  default void onOpened(String room) {}

  /**
   * Both are there: a run begins. Told to the inviter again for each run after {@link
   * MeetingPlace#next}, to the joiner once. The joiner's first message is the inviter's {@link
   * PairingMessage.P0}; a listening inviter of a direct connection has to send it now.
   */
  default void onPeer() {}

  /**
   * The other peer said something.
   *
   * @param message well-formed, and nothing more is known of it
   */
  default void onMessage(PairingMessage message) {}

  /** The other peer sent what is no message; what comes after it is still told. */
  default void onMalformed() {}

  /** The other peer's connection to the server ended; it may come {@link #onBack}. */
  default void onLeft() {}

  /** The other peer resumed. What both sent in between is delivered. */
  default void onBack() {}

  /**
   * The server offers STUN and TURN servers; told again with fresh credentials before the old ones
   * end.
   *
   * @param servers the servers, of which all may be hostile
   */
  default void onIceServers(IceServers servers) {}

  /**
   * The place is closed to us. Told once; nothing comes after it.
   *
   * @param end why
   */
  default void onClosed(MeetingEnd end) {}
}
