/**
 * Multicast DNS (RFC 6762), as far as ICE candidates behind {@code .local} names want it
 * (draft-ietf-mmusic-mdns-ice-candidates) and codes that do not say where they hold, without input
 * or output of its own.
 *
 * <p>{@link dev.sotto.mdns.MdnsResolver} asks for the address behind a peer's name; {@link
 * dev.sotto.mdns.MdnsResponder} announces names of our own and answers for them. Both take packets
 * and time and give packets and a deadline; both send to the same group, and each ignores what is
 * for the other. {@link dev.sotto.mdns.RoomResolver} looks for the room of a code, {@link
 * dev.sotto.mdns.RoomResponder} answers for one.
 *
 * <p>Deliberately knows nothing of sockets and links, of other services, of a cache, or of names
 * other than a room's and one UUID below {@code .local}. Does not probe or defend a name: nobody
 * else draws the same 122 random bits, and of two rooms of one number the code tells which it is.
 */
@NullMarked
package dev.sotto.mdns;

import org.jspecify.annotations.NullMarked;
