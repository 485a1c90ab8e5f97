package dev.sotto.transfer;

/** Why a path can't be that of an entry: docs/protocol.md, "Names". */
public enum PathProblem {
  /** The path or a component of it is empty. */
  EMPTY("an empty name"),
  /** A component is {@code .} or {@code ..}. */
  DOTS("a name of dots"),
  /** More than {@value EntryPath#MAX_DEPTH} components. */
  TOO_DEEP("too many folders in each other"),
  /** A component has more than {@value EntryPath#MAX_NAME} bytes of UTF-8, or the path too many. */
  TOO_LONG("too long a name"),
  /** A control character: C0, DEL or C1. */
  CONTROL("a control character"),
  /** A character that names can't have everywhere: {@code \ : < > " | ? *}. */
  CHARACTER("a character that not every system can have in a name"),
  /** A component ends with a dot or a space, which Windows drops. */
  ENDING("a dot or a space at the end of a name"),
  /** The name of a device under Windows, with or without an extension. */
  DEVICE("a name that Windows has for a device"),
  /** A surrogate that has lost its pair, or a code point that is no character. */
  UNICODE("ill-formed Unicode");

  private final String words;

  PathProblem(String words) {
    this.words = words;
  }

  /**
   * For people: what the name has.
   *
   * @return words to follow "has"
   */
  public String words() {
    return words;
  }
}
