package dev.sotto.sctp;

import java.util.List;

/**
 * What an association tells its user besides messages; taken with {@link Association#pollEvent}.
 */
public sealed interface AssociationEvent {
  /**
   * The association is established.
   *
   * @param outboundStreams how many streams the local side may use, 1 to 65535
   * @param inboundStreams how many streams the peer may use, 1 to 65535
   */
  record Connected(int outboundStreams, int inboundStreams) implements AssociationEvent {}

  /** The association ended by a graceful shutdown; the last event. */
  record Closed() implements AssociationEvent {}

  /**
   * The association ended otherwise; the last event.
   *
   * @param cause who or what ended it
   * @param reason for people: printable ASCII, at most 256 characters, even when the peer chose it
   */
  record Aborted(AbortCause cause, String reason) implements AssociationEvent {}

  /**
   * The peer lost its state and set the association up anew (RFC 9260 section 5.2.4 case A). All
   * streams start afresh, and everything that was queued or in flight is gone.
   */
  record Restarted() implements AssociationEvent {}

  /**
   * The peer reset streams it sends on (RFC 6525): nothing more of the old use of them will come.
   *
   * @param streamIds the streams; empty means all
   */
  record IncomingStreamsReset(List<Integer> streamIds) implements AssociationEvent {
    /** Copies the list. */
    public IncomingStreamsReset {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The peer has confirmed the reset of streams the local side sends on; they may be used again.
   *
   * @param streamIds the streams
   */
  record OutgoingStreamsReset(List<Integer> streamIds) implements AssociationEvent {
    /** Copies the list. */
    public OutgoingStreamsReset {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The peer refused to reset streams the local side sends on, or cannot; they stay in use.
   *
   * @param streamIds the streams
   * @param reason for people
   */
  record OutgoingResetFailed(List<Integer> streamIds, String reason) implements AssociationEvent {
    /** Copies the list. */
    public OutgoingResetFailed {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The buffered amount of a stream fell from above its threshold to the threshold or below.
   *
   * @param streamId the stream
   */
  record BufferedAmountLow(int streamId) implements AssociationEvent {}
}
