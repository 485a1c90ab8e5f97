package dev.sotto.web;

import java.util.List;
import java.util.Optional;

/**
 * A server that helps two peers to find a path, as browsers want it (WebRTC, RTCIceServer).
 *
 * @param urls its URIs (RFC 7064, RFC 7065), of one kind
 * @param credentials who asks; empty for STUN
 */
public record IceServer(List<String> urls, Optional<Credentials> credentials) {
  /** Copies the list. */
  public IceServer {
    urls = List.copyOf(urls);
  }

  /**
   * A name and a password at a TURN server.
   *
   * @param username the name
   * @param password the password
   */
  public record Credentials(String username, String password) {
    @Override
    public String toString() {
      return "Credentials[secret]";
    }
  }
}
