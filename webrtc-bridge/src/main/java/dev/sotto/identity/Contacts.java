package dev.sotto.identity;

import dev.sotto.identity.Contact.Kind;
import dev.sotto.identity.ContactsJson.Malformed;
import dev.sotto.identity.IdentityException.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The people this installation has met, as the file {@code contacts.json} of its directory. Every
 * call reads the file, and every change replaces it whole under a lock, so that several processes
 * and threads may use the same directory. A file that is not understood is refused and never
 * written over. Two names that differ in case or in compatible forms only are the same name; a key
 * is in one contact at most.
 */
public final class Contacts {
  /** The most contacts there can be. */
  public static final int MOST = 10_000;

  private static final String NAME = "contacts.json";
  private static final int MOST_BYTES = 16 << 20;

  private static final Comparator<Contact> BY_NAME =
      Comparator.comparing(contact -> Resemblance.fold(contact.name()));

  private final PrivateDirectory directory;

  /**
   * Names the file; nothing is touched yet.
   *
   * @param directory the private directory of the installation
   */
  public Contacts(Path directory) {
    this.directory = new PrivateDirectory(directory);
  }

  /**
   * Tells where they are.
   *
   * @return the path of the file, which need not exist
   */
  public Path path() {
    return directory.file(NAME);
  }

  /**
   * Gives all of them.
   *
   * @return the contacts in the order of their names; empty when there is no file yet
   * @throws IdentityException when the file cannot be used
   */
  public List<Contact> list() {
    return stored().stream().sorted(BY_NAME).toList();
  }

  /**
   * Finds a contact by the user's name for it.
   *
   * @param name the name
   * @return the contact, or empty
   * @throws IdentityException when the file cannot be used
   */
  public Optional<Contact> byName(String name) {
    return stored().stream().filter(named(name)).findFirst();
  }

  /**
   * Finds a contact by its key, whatever kind it says it is now; see {@link Contact#isVerifiedAs}.
   *
   * @param key a proved key
   * @return the contact, or empty
   * @throws IdentityException when the file cannot be used
   */
  public Optional<Contact> byKey(IdentityKey key) {
    return stored().stream().filter(contact -> contact.key().equals(key)).findFirst();
  }

  /**
   * Finds contacts that a display name could be taken for ({@link Resemblance}).
   *
   * @param displayName what a peer calls itself; hostile
   * @return those whose name equals or resembles it, in the order of their names
   * @throws IdentityException when the file cannot be used
   */
  public List<Contact> resembling(String displayName) {
    Resemblance resemblance = Resemblance.standard();
    return stored().stream()
        .filter(contact -> resemblance.between(contact.name(), displayName))
        .sorted(BY_NAME)
        .toList();
  }

  /**
   * Remembers a key under a name, not verified.
   *
   * @param name the user's name for it
   * @param key the proved key
   * @param kind what the peer says it is
   * @param origin where a page came from; empty for an installation
   * @param now the time of the meeting
   * @return the new contact
   * @throws IdentityException when the name is no name or is taken, the key has a name already,
   *     there are {@link #MOST} contacts, or the file cannot be used
   */
  public Contact pin(
      String name, IdentityKey key, Kind kind, Optional<String> origin, Instant now) {
    requireName(name);
    return change(
        contacts -> {
          requireFree(name, contacts);
          requireNew(key, contacts);
          if (contacts.size() >= MOST) {
            throw new IdentityException(
                Problem.FULL,
                "there are " + MOST + " contacts",
                "forget one: sotto contacts forget");
          }
          Contact contact = new Contact(name, key, kind, origin, false, now, now);
          contacts.add(contact);
          return contact;
        });
  }

  /**
   * Marks a contact as verified: the phrase was compared with it ({@code docs/protocol.md},
   * "PHRASE").
   *
   * @param key its key
   * @param kind what it says it is in this session
   * @return the contact as it is now
   * @throws IdentityException when the key is unknown or was pinned as another kind, or the file
   *     cannot be used
   */
  public Contact markVerified(IdentityKey key, Kind kind) {
    return change(
        contacts ->
            replace(
                contacts,
                contact -> contact.key().equals(key) && contact.kind() == kind,
                contact -> contact.verified(true),
                () ->
                    new IdentityException(
                        Problem.UNKNOWN,
                        "no contact has this key as " + kind.label(),
                        "forget it and meet again to pin it as what it is now")));
  }

  /**
   * Takes the mark away again.
   *
   * @param name the name of the contact
   * @return the contact as it is now
   * @throws IdentityException when there is none of this name, or the file cannot be used
   */
  public Contact unmark(String name) {
    return change(contacts -> replace(contacts, name, contact -> contact.verified(false)));
  }

  /**
   * Gives a contact another name.
   *
   * @param name its name until now
   * @param other its name from now on
   * @return the contact as it is now
   * @throws IdentityException when there is none of this name, the other is no name or is taken, or
   *     the file cannot be used
   */
  public Contact rename(String name, String other) {
    requireName(other);
    return change(
        contacts -> {
          requireFree(other, contacts.stream().filter(named(name).negate()).toList());
          return replace(contacts, name, contact -> contact.named(other));
        });
  }

  /**
   * Forgets a contact; its key is new when it is met again.
   *
   * @param name its name
   * @return what was forgotten
   * @throws IdentityException when there is none of this name, or the file cannot be used
   */
  public Contact forget(String name) {
    return change(
        contacts -> {
          Contact gone =
              contacts.stream().filter(named(name)).findFirst().orElseThrow(() -> unknown(name));
          contacts.remove(gone);
          return gone;
        });
  }

  /**
   * Notes that a key was proved again.
   *
   * @param key the key
   * @param now the time of the meeting
   * @return the contact as it is now; empty when the key is unknown
   * @throws IdentityException when the file cannot be used
   */
  public Optional<Contact> touch(IdentityKey key, Instant now) {
    if (byKey(key).isEmpty()) {
      return Optional.empty();
    }
    return change(
        contacts -> {
          Optional<Contact> met =
              contacts.stream().filter(contact -> contact.key().equals(key)).findFirst();
          met.ifPresent(contact -> contacts.set(contacts.indexOf(contact), contact.metAt(now)));
          return met.map(contact -> contact.metAt(now));
        });
  }

  private List<Contact> stored() {
    Optional<byte[]> content = directory.read(NAME, MOST_BYTES);
    try {
      return content.isPresent() ? ContactsJson.read(content.get()) : List.of();
    } catch (Malformed e) {
      throw new IdentityException(
          Problem.DAMAGED,
          path() + " cannot be used: " + e.getMessage(),
          "correct it, or move it away to start without contacts");
    }
  }

  private <T> T change(Function<List<Contact>, T> change) {
    return directory.locked(
        () -> {
          List<Contact> before = stored();
          List<Contact> contacts = new ArrayList<>(before);
          T outcome = change.apply(contacts);
          if (!contacts.equals(before)) {
            directory.replace(NAME, ContactsJson.write(contacts));
          }
          return outcome;
        });
  }

  private static Contact replace(
      List<Contact> contacts, String name, UnaryOperator<Contact> change) {
    return replace(contacts, named(name), change, () -> unknown(name));
  }

  private static Contact replace(
      List<Contact> contacts,
      Predicate<Contact> which,
      UnaryOperator<Contact> change,
      Supplier<IdentityException> missing) {
    Contact old = contacts.stream().filter(which).findFirst().orElseThrow(missing);
    Contact changed = change.apply(old);
    contacts.set(contacts.indexOf(old), changed);
    return changed;
  }

  private static Predicate<Contact> named(String name) {
    String folded = Resemblance.fold(name);
    return contact -> Resemblance.fold(contact.name()).equals(folded);
  }

  private static void requireName(String name) {
    if (!Contact.isName(name)) {
      throw new IdentityException(
          Problem.NAME,
          "not a name for a contact: " + name,
          "1 to " + Contact.MAX_NAME + " characters that can be seen");
    }
  }

  private static void requireFree(String name, List<Contact> contacts) {
    if (contacts.stream().anyMatch(named(name))) {
      throw new IdentityException(
          Problem.NAME, "there is a contact " + name + " already", "take another name");
    }
  }

  private static void requireNew(IdentityKey key, List<Contact> contacts) {
    contacts.stream()
        .filter(contact -> contact.key().equals(key))
        .findFirst()
        .ifPresent(
            contact -> {
              throw new IdentityException(
                  Problem.NAME,
                  "this key belongs to " + contact.name() + " already",
                  "give it another name: sotto contacts rename");
            });
  }

  /**
   * What to tell where a contact is asked for that does not exist.
   *
   * @param name the name it was asked for by
   * @return the problem {@link Problem#UNKNOWN}
   */
  public static IdentityException unknown(String name) {
    return new IdentityException(
        Problem.UNKNOWN, "no contact is named " + name, "see them: sotto contacts list");
  }
}
