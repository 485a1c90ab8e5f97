package dev.sotto.peer;

/**
 * One side's description of the session, as exchanged with any WebRTC peer (RFC 9429).
 *
 * @param type whether it offers or answers
 * @param sdp the text; holds the ICE password, so it is a secret until the connection stands
 */
public record SessionDescription(Type type, String sdp) {
  /** Whether a description offers or answers. */
  public enum Type {
    /** The first of the two. */
    OFFER,
    /** The reply to an offer. */
    ANSWER
  }

  /** Leaves out the text, which holds the ICE password. */
  @Override
  public String toString() {
    return "SessionDescription[" + type + ", " + sdp.length() + " characters]";
  }
}
