package dev.sotto.cli;

import dev.sotto.transfer.Entry;
import dev.sotto.transfer.Flag;
import dev.sotto.transfer.Manifest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is offered, as it is shown before anything is accepted.
 *
 * @param manifest all of it; every name is hostile
 */
record Listing(Manifest manifest) {
  /** More than that is shown only to those who ask. */
  static final int SHOWN = 40;

  /** How people tell what a flag means; those of scripts are its name in lower case. */
  private static String words(Flag flag) {
    return switch (flag) {
      case HIDDEN -> "hidden";
      case EXECUTABLE -> "program";
      case ODD -> "odd name";
    };
  }

  /** What people should know of an entry. */
  static Set<Flag> flags(Entry entry) {
    return Flag.of(entry);
  }

  /** The flags as scripts are told them. */
  static List<String> codes(Entry entry) {
    return flags(entry).stream().sorted().map(it -> it.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** What all of it is called in one line: its only name, or how many files it is. */
  String name() {
    return manifest.size() == 1
        ? manifest.entry(0).path().name()
        : top().size() == 1 ? top().iterator().next() + "/" : Amounts.files(manifest.files());
  }

  /** How much it is, and what to be careful about. */
  String summary() {
    String amount =
        Amounts.files(manifest.files())
            + (manifest.folders() > 0 ? ", " + folders() : "")
            + ", "
            + Amounts.bytes(manifest.bytes());
    List<String> careful = new ArrayList<>();
    for (Flag flag : EnumSet.allOf(Flag.class)) {
      long flagged = manifest.entries().stream().filter(it -> flags(it).contains(flag)).count();
      if (flagged > 0) {
        careful.add(flagged + " " + words(flag));
      }
    }
    return careful.isEmpty() ? amount : amount + " (careful: " + String.join(", ", careful) + ")";
  }

  /**
   * The entries, numbered from 1, one a line, safe to be shown; flagged ones first when not all are
   * shown.
   *
   * @param all whether all of them, or the first {@value #SHOWN}
   */
  List<String> lines(boolean all) {
    int shown = all ? manifest.size() : Math.min(manifest.size(), SHOWN);
    List<String> lines =
        IntStream.range(0, shown).mapToObj(this::line).collect(Collectors.toList());
    if (shown < manifest.size()) {
      IntStream.range(shown, manifest.size())
          .filter(index -> !flags(manifest.entry(index)).isEmpty())
          .limit(SHOWN)
          .mapToObj(this::line)
          .forEach(lines::add);
      int hidden = manifest.size() - lines.size();
      if (hidden > 0) {
        lines.add("  and " + hidden + " more");
      }
    }
    return lines;
  }

  private String line(int index) {
    Entry entry = manifest.entry(index);
    String name = PeerText.line(entry.path().text());
    String flags =
        flags(entry).stream().sorted().map(Listing::words).collect(Collectors.joining(", "));
    return String.format(
            Locale.ROOT,
            "%5d. %10s  ",
            index + 1,
            entry.isFile() ? Amounts.bytes(entry.size()) : "folder")
        + (flags.isEmpty() ? "" : "[" + flags + "] ")
        + name
        + (entry.isFile() ? "" : "/");
  }

  private String folders() {
    return manifest.folders() == 1 ? "1 folder" : manifest.folders() + " folders";
  }

  private Set<String> top() {
    return manifest.entries().stream()
        .map(entry -> entry.path().components().get(0))
        .collect(Collectors.toSet());
  }
}
