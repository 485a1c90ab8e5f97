/**
 * Finding on the local network where the code of somebody nearby holds: {@link
 * dev.sotto.nearby.RoomSearch} asks, {@link dev.sotto.nearby.RoomBeacon} answers, by the multicast
 * DNS of {@code dev.sotto.mdns} over IPv4. Of a code only the number of its room is told.
 *
 * <p>Deliberately unknown here: the words of a code, servers and what is said to them. An answer
 * proves nothing: whoever is believed wrongly has a place where the code does not fit.
 */
@NullMarked
package dev.sotto.nearby;

import org.jspecify.annotations.NullMarked;
