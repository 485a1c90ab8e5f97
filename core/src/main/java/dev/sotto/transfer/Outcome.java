package dev.sotto.transfer;

import java.util.Optional;

/**
 * How a transfer or a pipe ended.
 *
 * @param ending in which way
 * @param reason of {@link Ending#CANCELLED} and {@link Ending#CANCELLED_BY_PEER}
 * @param violation of {@link Ending#PROTOCOL}: what the peer did
 */
public record Outcome(Ending ending, Optional<CancelReason> reason, Optional<Violation> violation) {

  /** The ways to end. */
  public enum Ending {
    /** Everything that was accepted has arrived. */
    COMPLETE,
    /** It is over, but some of the accepted files have failed. */
    PARTIAL,
    /** The receiver wanted nothing of it. */
    DECLINED,
    /** We ended it. */
    CANCELLED,
    /** The peer ended it. */
    CANCELLED_BY_PEER,
    /** What came is not what was sent. */
    INTEGRITY,
    /** The peer broke the protocol. */
    PROTOCOL,
    /** The connection is gone and does not come back: what has arrived can be gone on from. */
    BROKEN
  }

  static Outcome of(Ending ending) {
    return new Outcome(ending, Optional.empty(), Optional.empty());
  }

  static Outcome cancelled(CancelReason reason) {
    return new Outcome(Ending.CANCELLED, Optional.of(reason), Optional.empty());
  }

  static Outcome cancelledByPeer(CancelReason reason) {
    return new Outcome(Ending.CANCELLED_BY_PEER, Optional.of(reason), Optional.empty());
  }

  static Outcome violated(Violation violation) {
    return new Outcome(Ending.PROTOCOL, Optional.empty(), Optional.of(violation));
  }
}
