package dev.sotto.ice;

/**
 * Which end of the negotiation an agent is (RFC 8445 section 6.1.1), and the number that decides
 * when both think the same.
 *
 * @param controlling whether it nominates
 * @param tieBreaker a random number, compared unsigned
 */
record IceRole(boolean controlling, long tieBreaker) {}
