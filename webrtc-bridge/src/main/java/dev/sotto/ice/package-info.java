/**
 * Interactive Connectivity Establishment (RFC 8445, trickled as in RFC 8838): finds the path to the
 * peer, and keeps it (RFC 7675).
 *
 * <p>{@link dev.sotto.ice.IceTransport} is all that others see. ice4j finds and nominates the pair
 * behind it and is named nowhere else; our own code owns the sockets, gathers, lets no
 * unauthenticated STUN through, and keeps the path once it is found.
 *
 * <p>Deliberately knows nothing of session descriptions, signalling, DTLS beyond its first byte, or
 * the peer's identity.
 */
@NullMarked
package dev.sotto.ice;

import org.jspecify.annotations.NullMarked;
