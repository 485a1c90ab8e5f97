package dev.sotto.pairing;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a peer says of itself when it introduces itself.
 *
 * @param kind what its key is
 * @param key its Ed25519 public key, 32 bytes, or empty
 * @param signer signs bytes with the private key (RFC 8032, 64 bytes); not called without a key
 * @param secure whether it runs where nobody on its network could have changed it; true for an
 *     installed program
 * @param origin of a page
 */
public record Introducer(
    IdentityKind kind,
    Octets key,
    UnaryOperator<byte[]> signer,
    boolean secure,
    Optional<String> origin) {
  /** Refuses a key of another length, and a kind that does not fit it. */
  public Introducer {
    if (key.length() != 0 && key.length() != 32) {
      throw new IllegalArgumentException("a key has 32 bytes");
    }
    if (key.isEmpty() != (kind == IdentityKind.NONE)) {
      throw new IllegalArgumentException("the kind does not fit the key");
    }
  }

  /**
   * An installed program with a key.
   *
   * @param key its Ed25519 public key, 32 bytes
   * @param signer signs with the private key
   * @return what it says
   */
  public static Introducer installation(Octets key, UnaryOperator<byte[]> signer) {
    return new Introducer(IdentityKind.INSTALLATION, key, signer, true, Optional.empty());
  }

  /**
   * An installed program without a key.
   *
   * @return what it says
   */
  public static Introducer nobody() {
    return new Introducer(
        IdentityKind.NONE, Octets.empty(), UnaryOperator.identity(), true, Optional.empty());
  }
}
