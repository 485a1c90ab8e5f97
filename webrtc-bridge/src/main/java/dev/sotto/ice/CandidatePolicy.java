package dev.sotto.ice;

/** Which ways to the peer may be used, and so which candidates are gathered and believed. */
public enum CandidatePolicy {
  /** Whatever works, direct ways first. */
  ALL,
  /**
   * Relayed ways only, so that the peer never learns an address of ours: no host or reflexive
   * address is gathered or told, no gateway and no STUN server is asked.
   */
  RELAY_ONLY,
  /** Direct ways only: no TURN server is asked, and none of the peer's is used. */
  DIRECT_ONLY
}
