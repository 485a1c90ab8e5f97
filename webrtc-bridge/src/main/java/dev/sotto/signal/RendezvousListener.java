package dev.sotto.signal;

/**
 * What happens in a room. All calls come one after another on a thread of the client; they may
 * block, which makes the server wait. An exception thrown here goes to the thread's uncaught
 * exception handler and changes nothing else.
 */
public interface RendezvousListener {
  /**
   * We are in the room.
   *
   * @param peers how many are in it with us counted, 1 or 2
   */
  default void onJoined(int peers) {}

  /** The other peer came into the room. */
  default void onPeerArrived() {}

  /**
   * The other peer said something.
   *
   * @param message what; never {@link SignalMessage.Unknown}
   */
  default void onMessage(SignalMessage message) {}

  /** The other peer left the room. */
  default void onPeerLeft() {}

  /**
   * The room is closed to us. Nothing comes after it.
   *
   * @param end why
   */
  default void onClosed(RendezvousEnd end) {}
}
