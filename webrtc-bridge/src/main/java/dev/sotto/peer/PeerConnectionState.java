package dev.sotto.peer;

/** Where a connection is in its life (W3C RTCPeerConnectionState). */
public enum PeerConnectionState {
  /** Nothing has happened yet. */
  NEW,
  /** A path is being looked for, or the handshake runs over it. */
  CONNECTING,
  /** The peer is proved and messages flow. */
  CONNECTED,
  /** The path is silent; it may come back by itself. */
  DISCONNECTED,
  /** It will not come back; {@link PeerConnection#failure()} says why. */
  FAILED,
  /** Closed, by us or by the peer. */
  CLOSED
}
