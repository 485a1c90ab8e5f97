package dev.sotto.datachannel;

/** Where a channel is in its life (W3C RTCDataChannelState). */
public enum ChannelState {
  /** Made, but the association or the stream is not there yet. */
  CONNECTING,
  /** Messages may be sent. */
  OPEN,
  /** One side closes: what is queued is still sent, nothing new is taken. */
  CLOSING,
  /** Both directions are reset, or the association is gone. */
  CLOSED
}
