package dev.sotto.messenger;

import dev.sotto.identity.Contact;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.IdentityException;
import dev.sotto.identity.IdentityKey;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.PeerProof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What we know of the peer of one session, and what of it is written down: docs/protocol.md,
 * sections "PIN" and "PHRASE". Confined to the course.
 */
final class Acquaintance {
  private final MessengerOptions options;
  private final boolean byHand;
  private PeerProof proof;
  private String displayName = "";
  private boolean named;
  private boolean confirmed;
  private boolean pinnedHere;

  /** Whether the session is one of lines carried by people, where a key proves less. */
  Acquaintance(MessengerOptions options, PeerProof proof, boolean byHand) {
    this.options = options;
    this.proof = proof;
    this.byHand = byHand;
  }

  /** The same peer after a rejoin: it has the same key, and may be less protected than before. */
  Acquaintance provedAgain(PeerProof now) {
    proof = now;
    confirmed &= now.confirmable();
    return this;
  }

  /** Only the first name counts: under another one it could come back as somebody else. */
  void callsItself(String name) {
    if (!named) {
      named = true;
      displayName = name;
    }
  }

  /** A known peer is noted, a new one is pinned if it may be. */
  PeerIdentity meet() {
    if (known().isPresent()) {
      contacts().ifPresent(them -> them.touch(key(), Instant.now()));
    } else if (options.pinning() && mayBePinned() && lookalikes().isEmpty()) {
      pinQuietly();
    }
    return peer();
  }

  /** It is the user's wish, so a look-alike is no obstacle. */
  PeerIdentity pin(String name) {
    Optional<Contact> known = known();
    if (known.isPresent()) {
      String before = known.get().name();
      if (!before.equals(name)) {
        contacts().ifPresent(them -> them.rename(before, name));
      }
    } else if (mayBePinned()) {
      store(name);
      mark();
    } else {
      throw new IllegalStateException("this peer cannot become a contact");
    }
    return peer();
  }

  /** The people have compared the phrase, and it was the same. */
  PeerIdentity confirm() {
    if (proof.confirmable()) {
      confirmed = true;
      meet();
      mark();
    }
    return peer();
  }

  /** The phrases differ: a contact that this session made was made of somebody in between. */
  void reject() {
    if (pinnedHere) {
      pinnedHere = false;
      known().ifPresent(made -> contacts().ifPresent(them -> them.forget(made.name())));
    }
  }

  PeerIdentity peer() {
    Optional<Contact> contact = known();
    boolean marked = contact.flatMap(it -> kind().map(it::isVerifiedAs)).orElse(false);
    return new PeerIdentity(
        displayName,
        proof.key().isEmpty() ? Optional.empty() : Optional.of(key()),
        proof.kind(),
        proof.origin(),
        proof.secure(),
        contact,
        proof.ownKey(),
        confirmed || (marked && proof.secure()),
        contact.isPresent() ? List.of() : lookalikes());
  }

  private void mark() {
    Optional<Contact.Kind> kind = kind();
    boolean bothHaveKeys = options.identity().isPresent() && proof.pinnable();
    Optional<Contact> contact = known();
    if (confirmed
        && bothHaveKeys
        && contact.isPresent()
        && kind.isPresent()
        && contact.get().kind() == kind.get()) {
      contacts().ifPresent(them -> them.markVerified(key(), kind.get()));
    }
  }

  /** Under what it calls itself; what is no name, or taken, is no reason to stop. */
  private void pinQuietly() {
    try {
      store(freeName());
    } catch (IdentityException e) {
      if (e.problem() != IdentityException.Problem.NAME
          && e.problem() != IdentityException.Problem.FULL) {
        throw e;
      }
    }
  }

  private String freeName() {
    Set<String> taken =
        contacts().map(Contacts::list).orElse(List.of()).stream()
            .map(Contact::name)
            .collect(Collectors.toSet());
    String wanted = peer().nameToRemember();
    String name = wanted;
    for (int i = 2; taken.contains(name); i++) {
      name = wanted + " " + i;
    }
    return name;
  }

  private void store(String name) {
    kind()
        .ifPresent(
            kind ->
                contacts()
                    .ifPresent(
                        them -> {
                          them.pin(name, key(), kind, origin(kind), Instant.now());
                          pinnedHere = true;
                        }));
  }

  private Optional<String> origin(Contact.Kind kind) {
    return kind == Contact.Kind.PAGE ? proof.origin() : Optional.empty();
  }

  private boolean mayBePinned() {
    boolean hasOrigin = proof.kind() != IdentityKind.PAGE || proof.origin().isPresent();
    return proof.pinnable() && hasOrigin && (!byHand || confirmed) && contacts().isPresent();
  }

  private List<String> lookalikes() {
    if (displayName.isEmpty() || proof.ownKey()) {
      return List.of();
    }
    return contacts().map(them -> them.resembling(displayName)).orElse(List.of()).stream()
        .filter(contact -> proof.key().isEmpty() || !contact.key().equals(key()))
        .map(Contact::name)
        .toList();
  }

  private Optional<Contact> known() {
    return proof.key().isEmpty() || proof.ownKey()
        ? Optional.empty()
        : contacts().flatMap(them -> them.byKey(key()));
  }

  private Optional<Contacts> contacts() {
    return options.contacts();
  }

  private IdentityKey key() {
    return IdentityKey.of(proof.key().bytes());
  }

  private Optional<Contact.Kind> kind() {
    return switch (proof.kind()) {
      case INSTALLATION -> Optional.of(Contact.Kind.INSTALLATION);
      case PAGE -> Optional.of(Contact.Kind.PAGE);
      case PAGE_SESSION, NONE -> Optional.empty();
    };
  }
}
