package dev.sotto.sctp;

/** Why an association ended without a graceful shutdown. */
public enum AbortCause {
  /** The local user asked for it. */
  LOCAL_USER,
  /** The peer sent an ABORT (RFC 9260 section 3.3.7). */
  PEER,
  /** The peer did not answer INIT or COOKIE-ECHO often enough (RFC 9260 section 4). */
  SETUP_TIMEOUT,
  /** The peer acknowledged nothing for too many retransmissions (RFC 9260 section 8.1). */
  TOO_MANY_RETRANSMISSIONS,
  /** The peer broke the protocol or its limits in a way that leaves nothing to continue with. */
  PROTOCOL_VIOLATION
}
