package dev.sotto.messenger;

import dev.sotto.identity.Contacts;
import dev.sotto.identity.Identity;
import dev.sotto.pairing.PairingCode;
import java.util.Optional;
import java.util.Set;

/**
 * Who we are and whom we want to meet.
 *
 * @param name what we call ourselves, at most {@value #MAX_NAME} code points, may be empty; told to
 *     proved peers only
 * @param identity our key; empty for none: then no peer can know us again
 * @param contacts whom we know; empty to know and pin nobody
 * @param with the name of the only contact that is welcome; any other peer ends the session (kind
 *     authentication) before it has said or heard anything
 * @param pinning whether a peer met for the first time becomes a contact by itself, under its
 *     display name; never one that looks like another contact, see {@link
 *     PeerIdentity#lookalikes()}
 * @param words how many words the codes of ours have, 3 to 8
 * @param abilities what we take from the peer; what is not in here it does not send
 * @param openToken what a rendezvous server asks of those who open rooms; a secret
 */
public record MessengerOptions(
    String name,
    Optional<Identity> identity,
    Optional<Contacts> contacts,
    Optional<String> with,
    boolean pinning,
    int words,
    Set<Ability> abilities,
    Optional<String> openToken) {
  /** The most code points of a name. */
  public static final int MAX_NAME = 64;

  /** Refuses what no peer would take. */
  public MessengerOptions {
    if (name.codePointCount(0, name.length()) > MAX_NAME) {
      throw new IllegalArgumentException("a name has at most " + MAX_NAME + " characters");
    }
    if (words < PairingCode.MIN_WORDS || words > PairingCode.MAX_WORDS) {
      throw new IllegalArgumentException("a code has 3 to 8 words, not " + words);
    }
    if (with.isPresent() && contacts.isEmpty()) {
      throw new IllegalArgumentException("without contacts there is nobody to wait for");
    }
    abilities = Set.copyOf(abilities);
  }

  /**
   * Nobody in particular, who knows nobody: no name, no key, three words.
   *
   * @return those options
   */
  public static MessengerOptions anonymous() {
    return new MessengerOptions(
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        PairingCode.MIN_WORDS,
        Set.of(Ability.CHAT),
        Optional.empty());
  }

  /**
   * The same with another name of our own.
   *
   * @param own the name
   * @return the changed options
   */
  public MessengerOptions withName(String own) {
    return new MessengerOptions(
        own, identity, contacts, with, pinning, words, abilities, openToken);
  }

  /**
   * The same with a key and with those whom it knows.
   *
   * @param own our key
   * @param known our contacts
   * @return the changed options
   */
  public MessengerOptions withIdentity(Identity own, Contacts known) {
    return new MessengerOptions(
        name, Optional.of(own), Optional.of(known), with, pinning, words, abilities, openToken);
  }

  /**
   * The same for one contact only.
   *
   * @param contact the name of the contact
   * @return the changed options
   */
  public MessengerOptions only(String contact) {
    return new MessengerOptions(
        name, identity, contacts, Optional.of(contact), pinning, words, abilities, openToken);
  }

  /**
   * The same, but nobody becomes a contact without {@link Session#pin}.
   *
   * @return the changed options
   */
  public MessengerOptions withoutPinning() {
    return new MessengerOptions(name, identity, contacts, with, false, words, abilities, openToken);
  }

  /**
   * The same with codes of another length.
   *
   * @param count how many words, 3 to 8
   * @return the changed options
   */
  public MessengerOptions withWords(int count) {
    return new MessengerOptions(
        name, identity, contacts, with, pinning, count, abilities, openToken);
  }

  /**
   * The same with other things that we take from the peer.
   *
   * @param all what we take; an offer of anything else is not sent by an honest peer, and is
   *     refused
   * @return the changed options
   */
  public MessengerOptions withAbilities(Set<Ability> all) {
    return new MessengerOptions(name, identity, contacts, with, pinning, words, all, openToken);
  }

  /**
   * The same with a token for opening rooms.
   *
   * @param token the token
   * @return the changed options
   */
  public MessengerOptions withOpenToken(String token) {
    return new MessengerOptions(
        name, identity, contacts, with, pinning, words, abilities, Optional.of(token));
  }

  /** Leaves all that is private out. */
  @Override
  public String toString() {
    return "MessengerOptions[words=" + words + ", pinning=" + pinning + "]";
  }
}
