/**
 * DTLS 1.2 (RFC 6347) as WebRTC uses it (RFC 8827, RFC 8842): both sides prove the certificate
 * whose fingerprint signalling carried, and what is protected is one SCTP packet a record (RFC
 * 8261).
 *
 * <p>Bouncy Castle runs the handshake and the record layer and is named nowhere else. In front of
 * it stands a guard that bounds what a stranger's handshake records can cost, behind it the JDK's
 * AES.
 *
 * <p>Knows nothing of sockets, ICE, SCTP or session descriptions, and starts no thread: the
 * blocking handshake runs on an executor handed in, everything after it on the caller's thread.
 */
@NullMarked
package dev.sotto.dtls;

import org.jspecify.annotations.NullMarked;
