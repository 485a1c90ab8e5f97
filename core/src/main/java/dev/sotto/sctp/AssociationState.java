package dev.sotto.sctp;

/**
 * The states of an association (RFC 9260 section 4).
 *
 * <pre>
 *             connect               INIT-ACK               COOKIE-ACK
 *   CLOSED -------------&gt; COOKIE_WAIT ------&gt; COOKIE_ECHOED ------&gt; ESTABLISHED
 *     |  valid COOKIE-ECHO of the peer                                  ^   |
 *     +-----------------------------------------------------------------+   |
 *            shutdown                                 SHUTDOWN received     |
 *     +---------------------------------+------------------------------------+
 *     v                                 v
 *   SHUTDOWN_PENDING --all acked--&gt; SHUTDOWN_SENT    SHUTDOWN_RECEIVED --all acked--&gt; SHUTDOWN_ACK_SENT
 *                                       |                                                   |
 *                                       +-------------&gt; CLOSED &lt;----------------------------+
 * </pre>
 */
public enum AssociationState {
  /** Not opened yet, or over. */
  CLOSED,
  /** INIT sent, waiting for INIT-ACK. */
  COOKIE_WAIT,
  /** COOKIE-ECHO sent, waiting for COOKIE-ACK. */
  COOKIE_ECHOED,
  /** Open: data flows. */
  ESTABLISHED,
  /** The user asked for the end; what was accepted is still being sent. */
  SHUTDOWN_PENDING,
  /** SHUTDOWN sent, waiting for SHUTDOWN-ACK. */
  SHUTDOWN_SENT,
  /** The peer asked for the end; what was accepted is still being sent. */
  SHUTDOWN_RECEIVED,
  /** SHUTDOWN-ACK sent, waiting for SHUTDOWN-COMPLETE. */
  SHUTDOWN_ACK_SENT;

  /** Whether both sides know each other: established, or shutting down. */
  boolean isOpen() {
    return compareTo(ESTABLISHED) >= 0;
  }

  /** Whether the end is under way. */
  boolean isShuttingDown() {
    return compareTo(ESTABLISHED) > 0;
  }
}
