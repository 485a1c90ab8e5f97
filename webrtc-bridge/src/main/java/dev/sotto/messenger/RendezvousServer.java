package dev.sotto.messenger;

import java.net.URI;
import java.util.Optional;

/**
 * Where two meet.
 *
 * @param uri its address, {@code http} or {@code https}; scheme, host and port are used
 * @param openToken what it asks of those who open rooms; a secret
 * @param anyCertificate whether any certificate will do, as for a server that one of the two has
 *     made for this meeting alone: no authority knows it, and what goes through is sealed by the
 *     code whoever reads it on the way; else it is checked as the JDK does it
 */
public record RendezvousServer(URI uri, Optional<String> openToken, boolean anyCertificate) {
  /**
   * A server with a name that authorities vouch for, where everybody may open rooms.
   *
   * @param uri its address
   * @return the server
   */
  public static RendezvousServer at(URI uri) {
    return new RendezvousServer(uri, Optional.empty(), false);
  }

  /**
   * The same with a token.
   *
   * @param token what it asks of those who open rooms
   * @return the changed server
   */
  public RendezvousServer withOpenToken(String token) {
    return new RendezvousServer(uri, Optional.of(token), anyCertificate);
  }

  /**
   * The same, but with any certificate.
   *
   * @return the changed server
   */
  public RendezvousServer withAnyCertificate() {
    return new RendezvousServer(uri, openToken, true);
  }

  /** The token is a secret. */
  @Override
  public String toString() {
    return "RendezvousServer[" + uri + "]";
  }
}
