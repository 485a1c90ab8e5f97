package dev.sotto.stun;

/**
 * The value of ERROR-CODE (RFC 8489 section 14.8).
 *
 * @param code 300 to 699
 * @param reason the phrase for people; when received, text of a stranger, to be escaped before it
 *     is shown
 */
public record ErrorCode(int code, String reason) {
  /** Another server should be asked (RFC 8489 section 10). */
  public static final int TRY_ALTERNATE = 300;

  /** The request cannot be understood. */
  public static final int BAD_REQUEST = 400;

  /** The request lacks the right credentials. */
  public static final int UNAUTHENTICATED = 401;

  /** The request has attributes that must be understood and are not. */
  public static final int UNKNOWN_ATTRIBUTE = 420;

  /** The nonce is no longer valid; the response has a new one (RFC 8489 section 9.2). */
  public static final int STALE_NONCE = 438;

  /** Both agents believe to be in the same role (RFC 8445 section 7.3.1.1). */
  public static final int ROLE_CONFLICT = 487;

  /** Refuses what is no error code. */
  public ErrorCode {
    if (code < 300 || code > 699) {
      throw new IllegalArgumentException("not an error code: " + code);
    }
  }
}
