package dev.sotto.transfer;

import java.util.List;
import java.util.Optional;

/**
 * A relative path that every system can have below a directory and that leads nowhere else: names
 * with {@code /} between them, as docs/protocol.md, "Names", permits them.
 *
 * @param text the path, well-formed Unicode as it was written; compare {@link #folded()} to know
 *     whether two paths may be the same file
 */
public record EntryPath(String text) implements Comparable<EntryPath> {
  /** The most components of a path. */
  public static final int MAX_DEPTH = 64;

  /** The most bytes of UTF-8 that a component has. */
  public static final int MAX_NAME = 255;

  /** The most bytes of UTF-8 that a path has. */
  public static final int MAX_PATH = 1024;

  /** What became of a text that should be a path. */
  public sealed interface Parsed {
    /**
     * It is one.
     *
     * @param path the path
     */
    record Valid(EntryPath path) implements Parsed {}

    /**
     * It is none.
     *
     * @param problem the first thing that is wrong with it
     */
    record Refused(PathProblem problem) implements Parsed {}
  }

  /** Refuses what is no acceptable path; texts of others go through {@link #parse}. */
  public EntryPath {
    Optional<PathProblem> problem = NameRules.problemOf(text);
    if (problem.isPresent()) {
      throw new IllegalArgumentException("a path with " + problem.get().words());
    }
  }

  /**
   * Reads a path.
   *
   * @param text what a peer or a file system calls it, with {@code /} between the names
   * @return the path, or what is wrong with it
   */
  public static Parsed parse(String text) {
    Optional<PathProblem> problem = NameRules.problemOf(text);
    return problem.isPresent()
        ? new Parsed.Refused(problem.get())
        : new Parsed.Valid(new EntryPath(text));
  }

  /**
   * The names it consists of.
   *
   * @return 1 to {@value #MAX_DEPTH} names, the outermost folder first
   */
  public List<String> components() {
    return List.of(text.split("/", -1));
  }

  /**
   * The last name.
   *
   * @return the name of the file or folder itself
   */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /**
   * The folder it is in.
   *
   * @return its path; empty at the top
   */
  public Optional<EntryPath> parent() {
    int end = text.lastIndexOf('/');
    return end < 0 ? Optional.empty() : Optional.of(new EntryPath(text.substring(0, end)));
  }

  /**
   * The same for all paths that some file system takes for the same: without difference of case and
   * of composition (NFC of the upper case of the lower case of NFC, all independent of any locale).
   *
   * @return a text to compare, not to show
   */
  public String folded() {
    return NameRules.fold(text);
  }

  @Override
  public int compareTo(EntryPath other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
