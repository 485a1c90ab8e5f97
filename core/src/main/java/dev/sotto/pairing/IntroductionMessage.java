package dev.sotto.pairing;

import java.util.Optional;

/** What opens a session on the data channel: docs/protocol.md, section "Introduction". */
public sealed interface IntroductionMessage {
  /**
   * First, each way.
   *
   * @param version the version of the introduction, 1
   * @param commit the commitment to the key, 32 bytes
   * @param mac made with the bind of the session, 32 bytes
   * @param secure whether the sender runs where nobody on its network could have changed it
   * @param kind what the sender's key is
   * @param origin of a page, for display
   */
  record Hello(
      int version,
      Octets commit,
      Octets mac,
      boolean secure,
      IdentityKind kind,
      Optional<String> origin)
      implements IntroductionMessage {}

  /**
   * Second, each way.
   *
   * @param key Ed25519 public key (RFC 8032), 32 bytes, or empty
   * @param random what the commitment was made with, 32 bytes
   * @param signature 64 bytes, or empty without a key
   */
  record Reveal(Octets key, Octets random, Octets signature) implements IntroductionMessage {}
}
