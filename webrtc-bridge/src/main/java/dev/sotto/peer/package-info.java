/**
 * Peer connections with the vocabulary of the W3C API (WebRTC 1.0) in Java's manners: the
 * composition of ICE, DTLS, SCTP and data channels.
 *
 * <p>Knows nothing of how descriptions and candidates reach the other side, of chat, or of files.
 */
@NullMarked
package dev.sotto.peer;

import org.jspecify.annotations.NullMarked;
