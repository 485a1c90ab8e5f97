package dev.sotto.transfer;

import java.util.List;

/**
 * What a sender has shown with an offer of what it was given when it sent the same before, and
 * where it has shown it.
 *
 * @param session the number of the session in which the offer came (docs/protocol.md, section
 *     "Session")
 * @param id of the offer
 * @param proofs of tokens, right or wrong; at most {@link Proof#MOST} of a peer that keeps to the
 *     protocol
 */
public record Claim(Digest session, TransferId id, List<Proof> proofs) {
  /** Copies the list. */
  public Claim {
    proofs = List.copyOf(proofs);
  }

  /**
   * Whether the sender has a token. Takes the same time whichever of the proofs is right, if any.
   *
   * @param token the hash of the token
   * @return true when one of the proofs is of it, and was made for this offer in this session
   */
  public boolean proves(Digest token) {
    Proof right = Proof.of(token, session, id);
    return proofs.stream().filter(right::equals).count() > 0;
  }
}
