/**
 * The rendezvous server and the page it serves, over HTTP and WebSocket (RFC 9110, RFC 6455).
 *
 * <p>A rendezvous introduces two peers: they meet in a room, exchange what they need for a direct
 * connection, and talk without the server from then on. The rooms relay opaque JSON and are
 * described in {@code docs/protocol.md}, "Rendezvous"; {@link dev.sotto.web.rooms} keeps them.
 *
 * <p>Deliberately knows nothing of WebRTC: no session description, candidate or fingerprint is ever
 * looked into here. It keeps nothing on disk and writes no code, key, address or message to a log.
 */
@NullMarked
package dev.sotto.web;

import org.jspecify.annotations.NullMarked;
