package dev.sotto.turn;

/** What became of a wish about a peer. */
public enum PeerRequest {
  /** The server is being asked, or has granted it already. */
  ACCEPTED,
  /** There is no allocation, or not yet. */
  NOT_ALLOCATED,
  /** No relayed address is of the peer's family. */
  FAMILY_NOT_ALLOCATED,
  /** Nobody can be meant by the address: it is not unicast, or the port is 0. */
  NOT_A_PEER,
  /** {@link TurnClient#MAX_PEERS} were asked for already. */
  TOO_MANY_PEERS
}
