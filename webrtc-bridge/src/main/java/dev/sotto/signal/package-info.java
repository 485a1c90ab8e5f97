/**
 * How two peers reach each other before there is a connection ({@code docs/protocol.md}): a room of
 * a rendezvous server over a WebSocket (RFC 6455), or TCP straight to who listens; and the forms
 * that go over it or over a person's hands: messages of a pairing, sealed contents, descriptions,
 * one-line descriptions.
 *
 * <p>Knows nothing of codes, keys and who is who, and trusts neither the server nor the other end:
 * either may read, drop and change everything that passes here.
 */
@NullMarked
package dev.sotto.signal;

import org.jspecify.annotations.NullMarked;
