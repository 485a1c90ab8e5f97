package dev.sotto.pairing;

/**
 * What the peers of a run send each other, as it stands in docs/protocol.md, section "Messages".
 * Lengths are whatever the peer wrote: who receives a message judges it.
 */
public sealed interface PairingMessage {
  /**
   * Inviter to joiner, first.
   *
   * @param nonce 16 random bytes of the inviter
   */
  record P0(Octets nonce) implements PairingMessage {}

  /**
   * Joiner to inviter.
   *
   * @param nonce 16 random bytes of the joiner
   * @param share the joiner's CPace share, 32 bytes
   * @param associated the joiner's role and versions
   */
  record P1(Octets nonce, Octets share, Octets associated) implements PairingMessage {}

  /**
   * Inviter to joiner.
   *
   * @param share the inviter's CPace share, 32 bytes
   * @param associated the inviter's role and versions
   */
  record P2(Octets share, Octets associated) implements PairingMessage {}

  /**
   * Joiner to inviter: the guess.
   *
   * @param tag the joiner's confirmation, 32 bytes
   */
  record P3(Octets tag) implements PairingMessage {}

  /**
   * Inviter to joiner: the answer to a right guess.
   *
   * @param tag the inviter's confirmation, 32 bytes
   */
  record P4(Octets tag) implements PairingMessage {}

  /**
   * Either way, once paired: something sealed.
   *
   * @param sequence its number, 0, 1, 2.. in each direction
   * @param content ciphertext and tag of AES-256-GCM
   */
  record Sealed(long sequence, Octets content) implements PairingMessage {}

  /**
   * Either way: the sender has given up. Nobody vouches for it; a hint for texts only.
   *
   * @param reason printable ASCII, at most {@link #MAX_REASON} characters
   */
  record Abort(String reason) implements PairingMessage {
    /** The most characters that a reason has. */
    public static final int MAX_REASON = 64;

    /** Keeps of any text what a reason may be: the rest is cut off or becomes {@code ?}. */
    public Abort {
      reason =
          reason
              .substring(0, Math.min(reason.length(), MAX_REASON))
              .replaceAll("[^\\x20-\\x7e]", "?");
    }
  }
}
