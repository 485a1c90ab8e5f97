package dev.sotto.transfer;

import java.util.EnumSet;
import java.util.Set;

/** Finds the {@link Flag flags} of a name. */
final class NameFlags {
  private NameFlags() {}

  static Set<Flag> of(Entry entry) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (String name : entry.path().components()) {
      if (name.startsWith(".")) {
        flags.add(Flag.HIDDEN);
      }
    }
    return flags;
  }
}
