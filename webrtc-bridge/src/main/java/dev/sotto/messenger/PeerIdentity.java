package dev.sotto.messenger;

import dev.sotto.identity.Contact;
import dev.sotto.identity.IdentityKey;
import dev.sotto.pairing.IdentityKind;
import java.util.List;
import java.util.Optional;

/**
 * Who the peer is: what it proved, what it says of itself, and what we know of it. A snapshot.
 *
 * @param displayName what the peer calls itself: hostile, at most 64 code points, may be empty
 * @param key the key that it proved to hold; empty for a peer without one
 * @param kind what the peer says its key is; a claim
 * @param origin what a page says its origin is; hostile
 * @param secure whether the peer says that nobody on its network could have changed it; if not:
 *     "the other side's page came unprotected: whoever controls its network can have changed it"
 * @param contact the contact that has this key, if there is one
 * @param ownKey whether the key is our own: this identity on another machine, never pinned
 * @param verified whether the phrase was compared: for a contact in this session or an earlier one,
 *     as the same kind; otherwise in this session only
 * @param lookalikes the names of contacts with other keys that the display name equals or
 *     resembles; the warning to give is a loud one, and nothing is pinned until {@link Session#pin}
 */
public record PeerIdentity(
    String displayName,
    Optional<IdentityKey> key,
    IdentityKind kind,
    Optional<String> origin,
    boolean secure,
    Optional<Contact> contact,
    boolean ownKey,
    boolean verified,
    List<String> lookalikes) {
  /** What a peer without any name is called. */
  static final String NAMELESS = "peer";

  /** Enough of a fingerprint to tell the few apart that give no name. */
  private static final int FEW = 4;

  /** Copies the list. */
  public PeerIdentity {
    lookalikes = List.copyOf(lookalikes);
  }

  /**
   * What to call it: the user's name for it, or what it calls itself.
   *
   * @return the name of the contact, else the display name, else {@code peer}; hostile but for the
   *     first
   */
  public String name() {
    return contact.map(Contact::name).orElse(displayName.isEmpty() ? NAMELESS : displayName);
  }

  /**
   * What to remember it as unless the user has another name: one that gives none is told from
   * others by the beginning of its fingerprint.
   *
   * @return what it calls itself if that can be the name of a contact, else for instance {@code
   *     peer 0f6a}; hostile
   */
  public String nameToRemember() {
    String start = key.map(it -> " " + it.fingerprint().substring(0, FEW)).orElse("");
    return Contact.isName(displayName) ? displayName : NAMELESS + start;
  }

  /**
   * Whether it was a contact before, or has become one.
   *
   * @return whether there is a contact with its key
   */
  public boolean known() {
    return contact.isPresent();
  }

  /**
   * The key by which it is the same in other sessions.
   *
   * @return the key; empty when it has none, or one of this session only
   */
  public Optional<IdentityKey> lastingKey() {
    boolean lasts = kind == IdentityKind.INSTALLATION || kind == IdentityKind.PAGE;
    return lasts ? key : Optional.empty();
  }

  /** Leaves the key and all names out. */
  @Override
  public String toString() {
    return "PeerIdentity[" + kind + ", known=" + known() + ", verified=" + verified + "]";
  }
}
