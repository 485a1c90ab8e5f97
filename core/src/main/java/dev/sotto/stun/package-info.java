/**
 * The STUN message codec (RFC 8489) with the attributes of ICE (RFC 8445 section 16.1) and of the
 * discovery of NAT behaviour (RFC 5780 section 7).
 *
 * <p>{@link dev.sotto.stun.StunMessage} is a parsed message, {@link dev.sotto.stun.StunBuilder}
 * writes one. Attribute types are open: what this package has no word for is kept raw, so that a
 * protocol on top (TURN) can read and write its own.
 *
 * <p>Deliberately knows nothing of transactions, retransmission, candidates or who may send what,
 * and of authentication only how MESSAGE-INTEGRITY is computed under a key it is given.
 */
@NullMarked
package dev.sotto.stun;

import org.jspecify.annotations.NullMarked;
