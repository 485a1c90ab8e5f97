/**
 * Who this installation is and whom it knows: its Ed25519 key, the keys of people met before under
 * names of the user's own, and which name could be taken for another. All of it lives in two files
 * of one private directory.
 *
 * <p>Deliberately unknown here: the network, how a peer proves that a key is its own ({@code
 * dev.sotto.pairing}), when a contact is pinned, and every word that a user reads but those of an
 * {@link dev.sotto.identity.IdentityException}.
 */
@NullMarked
package dev.sotto.identity;

import org.jspecify.annotations.NullMarked;
