package dev.sotto.datachannel;

import org.jspecify.annotations.Nullable;

/**
 * One data channel as its {@link DataChannels} knows it. Compared by identity: ids are reused.
 *
 * <p>Confined to the thread that drives its {@code DataChannels}.
 */
public final class Channel {
  static final int NO_ID = -1;

  private final ChannelOptions options;
  private int id;
  private ChannelState state = ChannelState.CONNECTING;

  // RFC 8831 section 6.7: a channel is closed when both directions of its stream are reset.
  private boolean outgoingReset;
  private boolean incomingReset;

  // What the peer opened on this stream before we heard that it has reset our direction.
  private @Nullable ChannelOptions successor;
  private boolean successorReset;

  // RFC 8832 section 6: until the peer has shown that it knows the channel, all is sent in order.
  private boolean knownToPeer;

  Channel(ChannelOptions options, int id) {
    this.options = options;
    this.id = id;
  }

  /**
   * What it was opened with.
   *
   * @return its options; the peer's when the peer opened it
   */
  public ChannelOptions options() {
    return options;
  }

  /**
   * Its SCTP stream in both directions.
   *
   * @return 0 to 65,534, or -1 as long as it is not known
   */
  public int id() {
    return id;
  }

  /**
   * Where it is in its life.
   *
   * @return its state now
   */
  public ChannelState state() {
    return state;
  }

  void assignId(int assigned) {
    id = assigned;
  }

  void state(ChannelState next) {
    state = next;
  }

  boolean knownToPeer() {
    return knownToPeer;
  }

  void learntByPeer() {
    knownToPeer = true;
  }

  void outgoingReset() {
    outgoingReset = true;
  }

  void incomingReset() {
    incomingReset = true;
  }

  boolean isResetBothWays() {
    return outgoingReset && incomingReset;
  }

  /**
   * Whether the peer may take the stream for its next channel. It does so once both directions are
   * reset, of which we may hear later than it: the answer to our reset can be lost.
   */
  boolean mayHaveSuccessor() {
    return state == ChannelState.CLOSING && incomingReset && successor == null;
  }

  void succeededBy(ChannelOptions next) {
    successor = next;
  }

  /** What the peer opened next on the stream, or null. */
  @Nullable ChannelOptions successor() {
    return successor;
  }

  void resetSuccessor() {
    successorReset = true;
  }

  boolean isSuccessorReset() {
    return successorReset;
  }
}
