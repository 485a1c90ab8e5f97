package dev.sotto.sdp;

import java.util.List;

/**
 * What one peer says of its ICE (RFC 8839).
 *
 * @param parameters its credentials
 * @param lite whether it only answers checks and sends none (RFC 8445 section 2.5)
 * @param trickle whether it takes candidates that come after the description (RFC 8840)
 * @param candidates those that are known, at most {@link #MAX_CANDIDATES}
 * @param endOfCandidates whether there will be no more
 */
public record IceDescription(
    IceParameters parameters,
    boolean lite,
    boolean trickle,
    boolean preparesRestarts,
    List<Candidate> candidates,
    boolean endOfCandidates) {
  /** The most candidates in a description; what a peer sends beyond it is passed over. */
  public static final int MAX_CANDIDATES = 64;

  /** Copies the list and refuses one that is too long. */
  public IceDescription {
    candidates = List.copyOf(candidates);
    if (candidates.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException(candidates.size() + " candidates");
    }
  }

  /**
   * The description of a full agent that trickles.
   *
   * @param parameters its credentials
   * @param candidates those that are known, at most {@link #MAX_CANDIDATES}
   * @param endOfCandidates whether there will be no more
   * @return the description
   */
  public static IceDescription trickling(
      IceParameters parameters, List<Candidate> candidates, boolean endOfCandidates) {
    return new IceDescription(parameters, false, true, true, candidates, endOfCandidates);
  }
}
