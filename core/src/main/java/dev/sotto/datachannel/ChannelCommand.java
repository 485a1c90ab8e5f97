package dev.sotto.datachannel;

import dev.sotto.sctp.SendOptions;

/** What has to happen on the association; whoever drives both carries it out, in order. */
public sealed interface ChannelCommand {
  /** Send a message. Not a record: arrays have no useful equality. */
  final class Send implements ChannelCommand {
    private final int streamId;
    private final long ppid;
    private final byte[] payload;
    private final SendOptions how;

    Send(int streamId, long ppid, byte[] payload, SendOptions how) {
      this.streamId = streamId;
      this.ppid = ppid;
      this.payload = payload;
      this.how = how;
    }

    /**
     * The SCTP stream.
     *
     * @return its id
     */
    public int streamId() {
      return streamId;
    }

    /**
     * What the payload is (RFC 8831 section 8).
     *
     * @return the payload protocol identifier
     */
    public long ppid() {
      return ppid;
    }

    /**
     * The bytes.
     *
     * @return the array itself, which nobody changes any more
     */
    public byte[] payload() {
      return payload;
    }

    /**
     * Order and reliability.
     *
     * @return how to send it
     */
    public SendOptions how() {
      return how;
    }
  }

  /**
   * Reset the outgoing stream when all that is queued on it has been sent (RFC 6525).
   *
   * @param streamId the SCTP stream
   */
  record Reset(int streamId) implements ChannelCommand {}
}
