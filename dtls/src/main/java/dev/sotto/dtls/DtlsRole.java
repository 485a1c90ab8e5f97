package dev.sotto.dtls;

/** Who speaks first (RFC 8842 section 5.3: {@code a=setup}). */
public enum DtlsRole {
  /** Sends the ClientHello: {@code a=setup:active}. */
  CLIENT,
  /** Waits for it: {@code a=setup:passive}. */
  SERVER
}
