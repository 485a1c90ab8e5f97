package dev.sotto.transfer;

import java.util.Set;

/** What people should know of a name before they accept it. Says nothing of what is in a file. */
public enum Flag {
  /** A name starts with a dot: not shown by most programs. */
  HIDDEN,
  /** The file may be run by opening it, by its name or by what its sender says. */
  EXECUTABLE,
  /** The name may look like another, or like something that it is not. */
  ODD;

  /**
   * The flags of an entry.
   *
   * @param entry a file or a folder
   * @return a set that is the caller's
   */
  public static Set<Flag> of(Entry entry) {
    return NameFlags.of(entry);
  }
}
