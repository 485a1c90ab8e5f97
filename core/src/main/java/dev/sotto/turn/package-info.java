/**
 * A TURN client without input or output of its own (RFC 8656 on top of RFC 8489).
 *
 * <p>{@link dev.sotto.turn.TurnClient} turns wishes, packets of the server and time into packets to
 * the server, events and a deadline; {@link dev.sotto.turn.TurnStreamFramer} finds its packets in a
 * TCP or TLS stream. Datagrams of peers go to a {@link dev.sotto.turn.RelayReceiver}.
 *
 * <p>Deliberately knows nothing of sockets, TLS, names, several servers or ICE: who uses a relayed
 * address as a candidate, asks for permissions and opens the connection to the server.
 */
@NullMarked
package dev.sotto.turn;

import org.jspecify.annotations.NullMarked;
