/**
 * What the NATs and firewalls between this machine and the outside do to UDP, found out by asking
 * STUN servers (RFC 5780), in the words of RFC 4787.
 *
 * <p>{@link dev.sotto.nat.BehaviourDiscovery} asks, {@link dev.sotto.nat.NatBehaviour} is the
 * answer. Knows no socket, clock or thread, and deliberately nothing of ICE: what it finds is told
 * to people, no connection depends on it (RFC 5780 section 2 warns of that).
 */
@NullMarked
package dev.sotto.nat;

import org.jspecify.annotations.NullMarked;
