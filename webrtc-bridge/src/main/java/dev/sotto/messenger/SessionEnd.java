package dev.sotto.messenger;

/**
 * How a session ended.
 *
 * @param kind the kind of end
 * @param sentence one sentence of ours for a person, without a full stop; never a peer's words, no
 *     secret
 * @param hint what may help, or empty
 */
public record SessionEnd(Kind kind, String sentence, String hint) {
  /** The kinds of end. */
  public enum Kind {
    /** One of the two wished it, and everything that was said has arrived. */
    DONE,
    /** The code, the room or the peer cannot be had: used, too old, not allowed. */
    REFUSED,
    /** A wrong code, a wrong identity, or somebody interferes. */
    AUTHENTICATION,
    /** No server is there, or no path to the peer. */
    NO_PATH,
    /** It was connected and the connection did not come back, or receipts are missing. */
    INTERRUPTED,
    /** Of transfers: what arrived is not what was sent. */
    INTEGRITY,
    /** The contacts cannot be read or written; of transfers: a file or a directory cannot. */
    DISK,
    /** The peer or the server broke the protocol. */
    PROTOCOL,
    /** A mistake of ours. */
    INTERNAL
  }

  /** The peer said that it does not accept us. */
  static SessionEnd refused() {
    return new SessionEnd(
        Kind.REFUSED,
        "the other side does not accept who we are",
        "ask it for whom it waited, and whether the words of /verify were the same");
  }

  static SessionEnd of(Kind kind, String sentence) {
    return new SessionEnd(kind, sentence, "");
  }
}
