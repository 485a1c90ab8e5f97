/**
 * From a few spoken words to a proven peer: the exchange {@code sotto/1} of docs/protocol.md.
 *
 * <p>{@link dev.sotto.pairing.PairingRun} turns a {@link dev.sotto.pairing.PairingCode} into {@link
 * dev.sotto.pairing.PairingKeys} (CPace, draft-irtf-cfrg-cpace); these seal what the peers tell
 * each other on the way to a connection; {@link dev.sotto.pairing.Introduction} proves on that
 * connection who is there, and yields the {@link dev.sotto.pairing.Phrase} that people compare.
 * {@link dev.sotto.pairing.CodeLife} decides when a code is used up.
 *
 * <p>Deliberately knows nothing of JSON, servers, sockets, files, contacts or session descriptions:
 * messages come and go as records, time and randomness as arguments.
 *
 * <p>Nothing here is safe for use by several threads, unless it is a record or says so.
 */
@NullMarked
package dev.sotto.pairing;

import org.jspecify.annotations.NullMarked;
