/**
 * Addresses as values: what STUN carries, what session descriptions name and what sockets are bound
 * to, without {@code java.net}.
 *
 * <p>Text forms are those of RFC 5952 and RFC 4291 section 2.2. Knows only literals: never a host
 * name, an interface, a scope or a lookup.
 */
@NullMarked
package dev.sotto.address;

import org.jspecify.annotations.NullMarked;
