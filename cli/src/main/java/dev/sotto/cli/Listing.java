package dev.sotto.cli;

import dev.sotto.transfer.Entry;
import dev.sotto.transfer.Flag;
import dev.sotto.transfer.Manifest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /**
   * What a part of it is called.
   *
   * @param chosen the indexes that are wanted; empty for all
   */
  String name(Optional<Set<Integer>> chosen) {
    if (chosen.isEmpty()) {
      return name();
    }
    List<Entry> files =
        chosen.get().stream().sorted().map(manifest::entry).filter(Entry::isFile).toList();
    return files.size() == 1 ? files.get(0).path().name() : Amounts.files(files.size());
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
   * The entries, numbered from 1, one a line, safe to be shown. When not all are shown, flagged
   * ones of the others are. The name is last, since nothing that follows it can be turned round
   * then.
   *
   * @param all whether all of them, or the first {@value #SHOWN}
   */
  List<String> lines(boolean all) {
    List<Integer> shown = shown(all);
    int column = shown.stream().mapToInt(index -> marks(index).length()).max().orElse(0);
    List<String> lines =
        shown.stream().map(index -> line(index, column)).collect(Collectors.toList());
    if (shown.size() < manifest.size()) {
      lines.add("  and " + (manifest.size() - shown.size()) + " more");
    }
    return lines;
  }

  private List<Integer> shown(boolean all) {
    int start = all ? manifest.size() : Math.min(manifest.size(), SHOWN);
    IntStream flagged =
        IntStream.range(start, manifest.size())
            .filter(index -> !flags(manifest.entry(index)).isEmpty())
            .limit(SHOWN);
    return IntStream.concat(IntStream.range(0, start), flagged).boxed().toList();
  }

  private String marks(int index) {
    Set<Flag> flags = flags(manifest.entry(index));
    return flags.isEmpty()
        ? ""
        : flags.stream().sorted().map(Listing::words).collect(Collectors.joining(", ", "[", "]  "));
  }

  private String line(int index, int column) {
    Entry entry = manifest.entry(index);
    String marks = marks(index);
    return String.format(
            Locale.ROOT,
            "%5d. %10s  ",
            index + 1,
            entry.isFile() ? Amounts.bytes(entry.size()) : "folder")
        + marks
        + " ".repeat(column - marks.length())
        + PeerText.line(entry.path().text())
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
