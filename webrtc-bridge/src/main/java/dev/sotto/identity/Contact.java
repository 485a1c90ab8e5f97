package dev.sotto.identity;

import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Somebody met before, known by a key under a name of the user's own.
 *
 * @param name the user's name for it: 1 to 64 code points, no control or format characters, no
 *     space at either end; kept in NFC
 * @param key the key that was proved
 * @param kind what it said it was
 * @param origin where the page came from, for a page; empty for an installation
 * @param verified whether the verification phrase was compared; holds for this key and this kind
 * @param firstMet when the key was pinned, UTC, in seconds
 * @param lastMet when it was last proved, UTC, in seconds; not before {@code firstMet}
 */
public record Contact(
    String name,
    IdentityKey key,
    Kind kind,
    Optional<String> origin,
    boolean verified,
    Instant firstMet,
    Instant lastMet) {
  /** The longest name in code points. */
  public static final int MAX_NAME = 64;

  private static final int MAX_ORIGIN = 300;

  /** What is known by a key. */
  public enum Kind {
    /** A program on somebody's machine. */
    INSTALLATION("installation"),
    /** A page in a browser; whoever serves its origin can sign as it. */
    PAGE("page");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /**
     * Tells its word in protocol and file.
     *
     * @return {@code installation} or {@code page}
     */
    public String label() {
      return label;
    }
  }

  /**
   * Checks and normalises.
   *
   * @throws IllegalArgumentException when a value is outside of what is documented
   */
  public Contact {
    name = Normalizer.normalize(name, Normalizer.Form.NFC);
    firstMet = firstMet.truncatedTo(ChronoUnit.SECONDS);
    lastMet = lastMet.truncatedTo(ChronoUnit.SECONDS);
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name");
    }
    if (origin.isPresent() != (kind == Kind.PAGE) || !origin.map(Contact::isOrigin).orElse(true)) {
      throw new IllegalArgumentException("a page has an origin, and nothing else has one");
    }
    if (lastMet.isBefore(firstMet)) {
      throw new IllegalArgumentException("last met before first met");
    }
  }

  /**
   * Tells whether a text can be the name of a contact.
   *
   * @param text any text
   * @return whether {@link Contact} takes it
   */
  public static boolean isName(String text) {
    String name = Normalizer.normalize(text, Normalizer.Form.NFC);
    return !name.isEmpty()
        && name.codePointCount(0, name.length()) <= MAX_NAME
        && name.equals(name.strip())
        && name.codePoints().noneMatch(Contact::isInvisible);
  }

  /**
   * Tells whether the mark holds for what the peer now says it is: it was given to a key and a kind
   * ({@code docs/protocol.md}, "PIN").
   *
   * @param now what the peer says it is in this session
   * @return whether the contact counts as verified in this session
   */
  public boolean isVerifiedAs(Kind now) {
    return verified && kind == now;
  }

  /** The same under another name. */
  Contact named(String other) {
    return new Contact(other, key, kind, origin, verified, firstMet, lastMet);
  }

  /** The same with or without the mark. */
  Contact verified(boolean mark) {
    return new Contact(name, key, kind, origin, mark, firstMet, lastMet);
  }

  /** The same, met again; a clock that was set back does not move it back. */
  Contact metAt(Instant now) {
    Instant last = now.isAfter(lastMet) ? now : lastMet;
    return new Contact(name, key, kind, origin, verified, firstMet, last);
  }

  private static boolean isOrigin(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_ORIGIN
        && text.chars().allMatch(character -> character > ' ' && character < 0x7F);
  }

  /** A name with one of these could not be typed, or would show as another. */
  private static boolean isInvisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
