/**
 * The way that descriptions and candidates take to the other side before there is a connection: a
 * WebSocket (RFC 6455) to a rendezvous server with rooms of two, as {@code docs/protocol.md} has
 * it.
 *
 * <p>Knows nothing of what the descriptions mean, and does not trust the server: it may read, drop
 * and change everything that passes here.
 */
@NullMarked
package dev.sotto.signal;

import org.jspecify.annotations.NullMarked;
