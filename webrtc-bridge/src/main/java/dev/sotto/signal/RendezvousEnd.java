package dev.sotto.signal;

/**
 * Why a room is closed to us.
 *
 * @param reason the kind of end
 * @param message one sentence for a person, in part the server's words: hostile until escaped
 */
public record RendezvousEnd(Reason reason, String message) {
  /** The kinds of end. */
  public enum Reason {
    /** We closed it ourselves. */
    CLOSED,
    /** Two others are in the room already. */
    FULL,
    /** There is no such server, or the connection to it broke. */
    UNREACHABLE,
    /** The server ended the connection and said why. */
    REFUSED,
    /** The server said what a rendezvous server does not say, or more than we take. */
    PROTOCOL
  }
}
