package dev.sotto.transfer;

/**
 * A file or a folder of a manifest.
 *
 * @param path where it goes, below a directory that the receiver chooses
 * @param kind what it is
 * @param size bytes of a file, 0 to {@link #MAX_SIZE}; 0 for a folder
 * @param modified when a file was last changed, in milliseconds since 1970 UTC, at most {@link
 *     #MAX_MODIFIED} either way; 0 when that is not said, and for a folder
 * @param executable whether the sender could execute the file: only a hint; never for a folder
 */
public record Entry(EntryPath path, Kind kind, long size, long modified, boolean executable) {
  /** The most bytes of a file: what 2^32 chunks hold. */
  public static final long MAX_SIZE = 1L << 52;

  /** The latest time, and the earliest after a minus: what a JavaScript number holds exactly. */
  public static final long MAX_MODIFIED = (1L << 53) - 1;

  /** What an entry is. */
  public enum Kind {
    /** Bytes with a name. */
    FILE,
    /** A directory, listed for itself. */
    FOLDER
  }

  /** Refuses sizes and times out of range, and folders with either. */
  public Entry {
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException("not a size: " + size);
    }
    if (modified < -MAX_MODIFIED || modified > MAX_MODIFIED) {
      throw new IllegalArgumentException("not a time: " + modified);
    }
    if (kind == Kind.FOLDER && (size != 0 || modified != 0 || executable)) {
      throw new IllegalArgumentException("a folder has no size, no time and can't be executed");
    }
  }

  /**
   * A file.
   *
   * @param path where it goes
   * @param size bytes, 0 to {@link #MAX_SIZE}
   * @param modified milliseconds since 1970 UTC, or 0 for not said
   * @param executable whether it could be executed
   * @return the entry
   */
  public static Entry file(EntryPath path, long size, long modified, boolean executable) {
    return new Entry(path, Kind.FILE, size, modified, executable);
  }

  /**
   * A folder.
   *
   * @param path where it goes
   * @return the entry
   */
  public static Entry folder(EntryPath path) {
    return new Entry(path, Kind.FOLDER, 0, 0, false);
  }

  /**
   * Whether it is a file.
   *
   * @return false for a folder
   */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /**
   * In how many chunks a file travels.
   *
   * @return 0 for an empty file and a folder
   */
  public long chunks() {
    return (size + ChunkHeader.MAX_LENGTH - 1) / ChunkHeader.MAX_LENGTH;
  }

  /**
   * How long one of its chunks is.
   *
   * @param chunk its number, 0 to {@link #chunks()} - 1
   * @return bytes, 1 to {@link ChunkHeader#MAX_LENGTH}
   */
  public int chunkLength(long chunk) {
    long offset = chunk * ChunkHeader.MAX_LENGTH;
    if (chunk < 0 || offset >= size) {
      throw new IllegalArgumentException("no such chunk: " + chunk);
    }
    return (int) Math.min(size - offset, ChunkHeader.MAX_LENGTH);
  }
}
