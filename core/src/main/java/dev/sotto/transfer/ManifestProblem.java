package dev.sotto.transfer;

import java.util.Optional;

/**
 * Why entries are no manifest.
 *
 * @param kind what is wrong
 * @param path the entry that it is about, as it was written: escape it before it is shown; empty
 *     when it is about the whole
 * @param reason for {@link Kind#NAME}: what the name has
 */
public record ManifestProblem(Kind kind, String path, Optional<PathProblem> reason) {
  /** What can be wrong. */
  public enum Kind {
    /** A name that is not acceptable. */
    NAME,
    /** Two entries that some system takes for the same. */
    SAME_NAME,
    /** A file, where another entry needs a folder. */
    FILE_AS_FOLDER,
    /** A size or a time out of range, or a folder that has one. */
    NUMBER,
    /** More entries than {@link Manifest#MAX_ENTRIES}. */
    TOO_MANY,
    /** More bytes of names than {@link Manifest#MAX_LENGTH} of text. */
    TOO_LONG,
    /** More bytes of files than {@link Manifest#MAX_BYTES}. */
    TOO_LARGE
  }

  static ManifestProblem of(Kind kind, String path) {
    return new ManifestProblem(kind, path, Optional.empty());
  }
}
