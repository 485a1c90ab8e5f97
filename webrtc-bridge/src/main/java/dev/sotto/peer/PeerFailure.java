package dev.sotto.peer;

/**
 * Why a connection failed.
 *
 * @param reason the kind of failure
 * @param message one sentence for a person, without addresses or secrets
 */
public record PeerFailure(Reason reason, String message) {
  /** The kinds of failure. */
  public enum Reason {
    /** No pair of candidates works, or the path died and did not come back. */
    NO_PATH,
    /** The peer did not prove that it is the one described. */
    AUTHENTICATION,
    /** The peer broke a protocol. */
    PROTOCOL,
    /** The handshake did not end in time. */
    TIMEOUT
  }
}
