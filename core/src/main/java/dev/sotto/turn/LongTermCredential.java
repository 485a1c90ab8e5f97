package dev.sotto.turn;

import dev.sotto.stun.AttributeType;
import dev.sotto.stun.LongTermKey;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the long-term credential mechanism (RFC 8489 section 9.2): what the server
 * demanded, and the key that follows from it. Until it demands something, requests go without.
 */
final class LongTermCredential {
  /** RFC 8489 14.9 and 14.10: fewer than 128 characters, which is at most 763 bytes. */
  private static final int MAX_LENGTH = 763;

  private final TurnCredentials credentials;
  private byte[] realm = new byte[0];
  private byte[] nonce = new byte[0];
  private byte @Nullable [] key;

  LongTermCredential(TurnCredentials credentials) {
    this.credentials = credentials;
  }

  /** Takes realm and nonce of a 401 or 438; false when it has none, or absurd ones. */
  boolean challenge(StunMessage response) {
    Optional<byte[]> newNonce = sensible(response, AttributeType.NONCE);
    Optional<byte[]> newRealm = sensible(response, AttributeType.REALM);
    if (newNonce.isEmpty() || (newRealm.isEmpty() && key == null)) {
      return false;
    }
    nonce = newNonce.get();
    // The realm is chosen once: a later, unproven answer cannot have us hash the password anew.
    if (key == null) {
      realm = newRealm.orElseThrow();
      key = LongTermKey.of(credentials.username(), realm, credentials.password());
    }
    return true;
  }

  private static Optional<byte[]> sensible(StunMessage response, int attribute) {
    return response
        .attribute(attribute)
        .filter(value -> value.length > 0 && value.length <= MAX_LENGTH);
  }

  boolean isChallenged() {
    return key != null;
  }

  /** Ends a request, with proof when the server has demanded it. */
  byte[] seal(StunBuilder request) {
    if (key != null) {
      request
          .username(credentials.username())
          .attribute(AttributeType.REALM, realm)
          .attribute(AttributeType.NONCE, nonce);
    }
    return request.toBytes(key, false);
  }

  /** Whether a response was made with the password. */
  boolean proves(StunMessage response) {
    return key != null && response.integrityValid(key);
  }
}
