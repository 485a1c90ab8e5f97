package dev.sotto.pairing;

import java.util.Optional;

/** What a peer says about the key it signs with. A claim, for display. */
public enum IdentityKind {
  /** A key of an installed program. */
  INSTALLATION("installation"),
  /** A key that a page keeps; it belongs to whoever serves the page's origin. */
  PAGE("page"),
  /** A key that a page made for one load. Never pinned. */
  PAGE_SESSION("page-session"),
  /** No key. */
  NONE("none");

  private final String label;

  IdentityKind(String label) {
    this.label = label;
  }

  /**
   * The kind as it is sent.
   *
   * @return {@code installation}, {@code page}, {@code page-session} or {@code none}
   */
  public String label() {
    return label;
  }

  /**
   * Reads what a peer sent.
   *
   * @param label any text
   * @return the kind; empty for any other text
   */
  public static Optional<IdentityKind> parse(String label) {
    for (IdentityKind kind : values()) {
      if (kind.label.equals(label)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
