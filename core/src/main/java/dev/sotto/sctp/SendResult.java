package dev.sotto.sctp;

/** What became of a message handed to {@link Association#send}. */
public enum SendResult {
  /** Taken: it is sent as soon as state, windows and the other streams permit. */
  ACCEPTED,
  /** Refused: SCTP has no empty messages (RFC 9260 section 3.3.1, "No User Data"). */
  EMPTY,
  /** Refused: longer than {@link AssociationOptions#maxSendMessageSize()}. */
  TOO_LARGE,
  /** Refused for now: {@link AssociationOptions#maxSendBuffer()} would be exceeded. */
  QUEUE_FULL,
  /** Refused: the association is shutting down or has ended. */
  NOT_OPEN,
  /** Refused: a reset of this stream was asked for and is not finished (RFC 6525). */
  STREAM_RESETTING,
  /** Refused: the stream identifier is not among those the peer permits. */
  NO_SUCH_STREAM
}
