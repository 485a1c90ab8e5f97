/**
 * What this machine's network permits, and what that means for connections: addresses, gateways and
 * what they open, the behaviour of NATs (RFC 5780), relays.
 *
 * <p>{@link dev.sotto.diagnose.Examination} finds out, {@link dev.sotto.diagnose.Diagnosis} holds
 * the facts, {@link dev.sotto.diagnose.Verdict} says in plain words what follows from them. For
 * people and their reports only: no connection depends on any of it.
 */
@NullMarked
package dev.sotto.diagnose;

import org.jspecify.annotations.NullMarked;
