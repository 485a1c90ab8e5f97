package dev.sotto.turn;

import dev.sotto.stun.ErrorCode;

/**
 * Why the server did not do what it was asked.
 *
 * @param reason what a program acts on
 * @param code the server's error code, 300 to 699; 0 when it gave none
 * @param text for people: printable ASCII, at most 256 characters, even when the server chose it
 */
public record TurnFailure(Reason reason, int code, String text) {
  private static final int MAX_TEXT = 256;

  /** What a program acts on. */
  public enum Reason {
    /** No answer, or none that could be believed. */
    TIMEOUT,
    /** The credentials are wrong or have expired (401, 441). */
    UNAUTHORIZED,
    /** The server does not relay for this user or to this peer (403). */
    FORBIDDEN,
    /** The server has, or lacks, an allocation for this socket: try from another (437). */
    ALLOCATION_MISMATCH,
    /** The server calls every nonce stale (438). */
    STALE_NONCE,
    /** The server has no relayed addresses of the family (440). */
    ADDRESS_FAMILY_NOT_SUPPORTED,
    /** The server does not relay UDP (442). */
    UNSUPPORTED_TRANSPORT,
    /** The peer's address is of another family than the allocation (443). */
    PEER_ADDRESS_FAMILY_MISMATCH,
    /** The user has too many allocations (486). */
    QUOTA_REACHED,
    /** The server is full (508). */
    INSUFFICIENT_CAPACITY,
    /** Servers point at each other. */
    TOO_MANY_REDIRECTIONS,
    /** An authentic answer makes no sense. */
    BAD_RESPONSE,
    /** Any other error. */
    REFUSED
  }

  /** Makes the text safe to show. */
  public TurnFailure {
    StringBuilder shown = new StringBuilder();
    text.chars().limit(MAX_TEXT).forEach(c -> shown.append(c >= ' ' && c <= '~' ? (char) c : '?'));
    text = shown.toString();
  }

  static TurnFailure of(ErrorCode error) {
    return new TurnFailure(reason(error.code()), error.code(), error.reason());
  }

  static TurnFailure of(Reason reason, String text) {
    return new TurnFailure(reason, 0, text);
  }

  private static Reason reason(int code) {
    return switch (code) {
      case 401, 441 -> Reason.UNAUTHORIZED;
      case 403 -> Reason.FORBIDDEN;
      case 437 -> Reason.ALLOCATION_MISMATCH;
      case 438 -> Reason.STALE_NONCE;
      case 440 -> Reason.ADDRESS_FAMILY_NOT_SUPPORTED;
      case 442 -> Reason.UNSUPPORTED_TRANSPORT;
      case 443 -> Reason.PEER_ADDRESS_FAMILY_MISMATCH;
      case 486 -> Reason.QUOTA_REACHED;
      case 508 -> Reason.INSUFFICIENT_CAPACITY;
      default -> Reason.REFUSED;
    };
  }
}
