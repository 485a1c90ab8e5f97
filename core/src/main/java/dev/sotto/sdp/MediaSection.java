package dev.sotto.sdp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of the one media section. An answer repeats that of the offer (RFC 9429 section
 * 5.3.1).
 *
 * @param protocol what the line {@code m=} says is spoken
 * @param mid the section's name in the attribute {@code mid}, a token of 1 to 64 characters, or
 *     null when it has none
 * @param bundled whether the section's name is in a {@code BUNDLE} group; only with a name
 */
public record MediaSection(Protocol protocol, @Nullable String mid, boolean bundled) {
  private static final int LONGEST_MID = 64;

  /** What the line {@code m=} says is spoken; ICE decides what really is. */
  public enum Protocol {
    /** SCTP over DTLS over UDP, what everybody writes (RFC 8841 section 4). */
    UDP_DTLS_SCTP("UDP/DTLS/SCTP"),
    /** SCTP over DTLS over TCP (RFC 8841 section 4). */
    TCP_DTLS_SCTP("TCP/DTLS/SCTP"),
    /** The way of the drafts before RFC 8841, with the SCTP port on the line. */
    DTLS_SCTP("DTLS/SCTP");

    private final String token;

    Protocol(String token) {
      this.token = token;
    }

    static Optional<Protocol> ofToken(String token) {
      for (Protocol protocol : values()) {
        if (protocol.token.equals(token)) {
          return Optional.of(protocol);
        }
      }
      return Optional.empty();
    }

    String token() {
      return token;
    }
  }

  /** Refuses a name that is no token, and a bundle without a name. */
  public MediaSection {
    if (mid != null && !isMid(mid)) {
      throw new IllegalArgumentException("not a mid: " + mid);
    }
    if (mid == null && bundled) {
      throw new IllegalArgumentException("bundled without a mid");
    }
  }

  static boolean isMid(String text) {
    return Grammar.isToken(text, LONGEST_MID);
  }

  /**
   * The section of an offer of our own: {@code UDP/DTLS/SCTP}, named 0, bundled.
   *
   * @return the section
   */
  public static MediaSection offered() {
    return new MediaSection(Protocol.UDP_DTLS_SCTP, "0", true);
  }
}
