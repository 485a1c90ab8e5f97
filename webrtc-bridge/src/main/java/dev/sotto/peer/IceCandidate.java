package dev.sotto.peer;

/**
 * A candidate on its way between the two sides (W3C RTCIceCandidateInit).
 *
 * @param candidate the candidate attribute, {@code candidate:...}; empty when there will be no more
 * @param sdpMid the media section it belongs to; may be empty
 * @param sdpMLineIndex the index of that section
 */
public record IceCandidate(String candidate, String sdpMid, int sdpMLineIndex) {
  /**
   * Says that there will be no more candidates.
   *
   * @return the end-of-candidates indication of browsers
   */
  public static IceCandidate end() {
    return new IceCandidate("", "", 0);
  }

  /**
   * Whether it says that there will be no more.
   *
   * @return whether it is the end-of-candidates indication
   */
  public boolean isEnd() {
    return candidate.isEmpty();
  }

  /** Leaves out the addresses. */
  @Override
  public String toString() {
    return "IceCandidate[" + (isEnd() ? "end" : "...") + "]";
  }
}
