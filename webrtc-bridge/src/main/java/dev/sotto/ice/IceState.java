package dev.sotto.ice;

/**
 * Where a transport stands, in the words of the W3C's RTCIceTransportState.
 *
 * <pre>
 *   NEW ──start──▶ CHECKING ──path──▶ CONNECTED ◀──answers──▶ DISCONNECTED
 *                      │                                           │
 *                      └──connect timeout──▶ FAILED ◀──consent──────┘
 *   close() leads to CLOSED from anywhere.
 * </pre>
 */
public enum IceState {
  /** Made, perhaps gathering, not started. */
  NEW,
  /** Checking pairs; there is no path yet. */
  CHECKING,
  /** There is a path and the peer answers on it. */
  CONNECTED,
  /** The peer has not answered for a while; the path is still used and may come back. */
  DISCONNECTED,
  /** No path was found in time, or consent expired. Final: a restart is a new transport. */
  FAILED,
  /** Closed by us. Final. */
  CLOSED
}
