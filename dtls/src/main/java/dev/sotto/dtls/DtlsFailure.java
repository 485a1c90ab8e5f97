package dev.sotto.dtls;

/** Why a session never connected. */
public enum DtlsFailure {
  /** The handshake did not end in time. */
  TIMEOUT,
  /** The peer's certificate is not the expected one, or not of a kind that is accepted. */
  BAD_CERTIFICATE,
  /** The peer has no certificate. */
  NO_CERTIFICATE,
  /** The peer ended the handshake with an alert: it refused us. */
  REFUSED,
  /** The peer offered nothing acceptable, or broke the protocol. */
  PROTOCOL,
  /** Closed from this side before the handshake ended. */
  CLOSED,
  /** The handshake could not run: its executor refused it, or the JDK's cryptography failed. */
  INTERNAL
}
