package dev.sotto.identity;

import dev.sotto.identity.Contact.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  private final Path directory;

  /**
   * Names the file; nothing is touched yet.
   *
   * @param directory the private directory of the installation
   */
  public Contacts(Path directory) {
    this.directory = directory;
  }

  /**
   * Tells where they are.
   *
   * @return the path of the file, which need not exist
   */
  public Path path() {
    return directory.resolve("contacts.json");
  }

  /**
   * Gives all of them.
   *
   * @return the contacts in the order of their names; empty when there is no file yet
   * @throws IdentityException when the file cannot be used
   */
  public List<Contact> list() {
    return List.of();
  }

  /**
   * Finds a contact by the user's name for it.
   *
   * @param name the name
   * @return the contact, or empty
   * @throws IdentityException when the file cannot be used
   */
  public Optional<Contact> byName(String name) {
    return Optional.empty();
  }

  /**
   * Finds a contact by its key, whatever kind it says it is now; see {@link Contact#isVerifiedAs}.
   *
   * @param key a proved key
   * @return the contact, or empty
   * @throws IdentityException when the file cannot be used
   */
  public Optional<Contact> byKey(IdentityKey key) {
    return Optional.empty();
  }

  /**
   * Finds contacts that a display name could be taken for ({@link Resemblance}).
   *
   * @param displayName what a peer calls itself; hostile
   * @return those whose name equals or resembles it, in the order of their names
   * @throws IdentityException when the file cannot be used
   */
  public List<Contact> resembling(String displayName) {
    return List.of();
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
    return new Contact(name, key, kind, origin, false, now, now);
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
    return byKey(key).orElseThrow(() -> unknown("of this key"));
  }

  /**
   * Takes the mark away again.
   *
   * @param name the name of the contact
   * @return the contact as it is now
   * @throws IdentityException when there is none of this name, or the file cannot be used
   */
  public Contact unmark(String name) {
    return byName(name).orElseThrow(() -> unknown(name));
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
    return byName(name).orElseThrow(() -> unknown(name));
  }

  /**
   * Forgets a contact; its key is new when it is met again.
   *
   * @param name its name
   * @return what was forgotten
   * @throws IdentityException when there is none of this name, or the file cannot be used
   */
  public Contact forget(String name) {
    return byName(name).orElseThrow(() -> unknown(name));
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
    return Optional.empty();
  }

  private static IdentityException unknown(String name) {
    return new IdentityException(
        IdentityException.Problem.UNKNOWN, "no contact of the name " + name, "");
  }
}
