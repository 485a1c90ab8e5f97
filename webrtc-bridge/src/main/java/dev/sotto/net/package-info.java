/**
 * Threads, sockets and the clock: the edge where the pure protocols meet the network.
 *
 * <p>A {@link dev.sotto.net.Loop} is one thread with one selector. It owns the channels and timers
 * of the connections pinned to it and reads the clock for them; a {@link dev.sotto.net.UdpSocket}
 * moves datagrams and tells their protocols apart by the first byte (RFC 7983); a {@link
 * dev.sotto.net.ByteStream} carries bytes over TCP or TLS, and a {@link
 * dev.sotto.net.DatagramFramer} finds datagrams in them (RFC 4571); a {@link dev.sotto.net.Path} is
 * what everything above sends through.
 *
 * <p>Deliberately knows nothing of ICE, DTLS, SCTP or who the peer is.
 */
@NullMarked
package dev.sotto.net;

import org.jspecify.annotations.NullMarked;
