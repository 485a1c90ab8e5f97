package dev.sotto.pairing;

import java.util.Optional;

/**
 * Who a peer has proven to be.
 *
 * @param key its Ed25519 public key, 32 bytes, or empty: nobody in particular
 * @param kind what it says its key is
 * @param origin what it says its page's origin is; printable ASCII
 * @param secure what it says of its own safety
 * @param ownKey whether the key is our own
 */
public record PeerProof(
    Octets key, IdentityKind kind, Optional<String> origin, boolean secure, boolean ownKey) {
  /**
   * Whether a contact may be made of it, as far as the key goes (in a manual session only after the
   * phrase was confirmed, or if it is pinned already).
   *
   * @return whether there is a key that lasts and is not our own
   */
  public boolean pinnable() {
    boolean lasts = kind == IdentityKind.INSTALLATION || kind == IdentityKind.PAGE;
    return !key.isEmpty() && lasts && !ownKey;
  }

  /**
   * Whether a confirmed phrase says something about this session: not if the peer says that it came
   * unprotected.
   *
   * @return whether the phrase may be asked for
   */
  public boolean confirmable() {
    return secure;
  }
}
