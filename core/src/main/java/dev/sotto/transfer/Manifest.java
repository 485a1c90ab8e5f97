package dev.sotto.transfer;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is offered, frozen: entries that are acceptable one by one and together. Made by
 * {@link ManifestBuilder}. Safe for use by several threads.
 */
public final class Manifest {
  /** The most entries. */
  public static final int MAX_ENTRIES = 200_000;

  /** The most bytes of UTF-8 that the entries take as text on the channel: 32 MiB. */
  public static final int MAX_LENGTH = 32 << 20;

  /** The most bytes of all files together: what a JavaScript number holds exactly. */
  public static final long MAX_BYTES = (1L << 53) - 1;

  private final List<Entry> entries;
  private final int files;
  private final long bytes;
  private final Digest hash;

  Manifest(List<Entry> entries, int files, long bytes, Digest hash) {
    this.entries = List.copyOf(entries);
    this.files = files;
    this.bytes = bytes;
    this.hash = hash;
  }

  /**
   * The entries; the index of each is its place.
   *
   * @return 0 to {@link #MAX_ENTRIES} entries
   */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * One entry.
   *
   * @param index its place, from 0
   * @return the entry
   */
  public Entry entry(int index) {
    return entries.get(index);
  }

  /**
   * How many entries there are.
   *
   * @return files and folders
   */
  public int size() {
    return entries.size();
  }

  /**
   * How many of them are files.
   *
   * @return 0 or more
   */
  public int files() {
    return files;
  }

  /**
   * How many of them are folders that are listed for themselves.
   *
   * @return 0 or more
   */
  public int folders() {
    return entries.size() - files;
  }

  /**
   * What all files are long together.
   *
   * @return bytes, 0 to {@link #MAX_BYTES}
   */
  public long bytes() {
    return bytes;
  }

  /**
   * SHA-256 over the canonical bytes (docs/protocol.md, "The manifest").
   *
   * @return the hash that both ends know it by
   */
  public Digest hash() {
    return hash;
  }

  /**
   * The indexes of the files.
   *
   * @return ranges in ascending order, none beside another
   */
  public List<IndexRange> fileRanges() {
    List<IndexRange> ranges = new ArrayList<>();
    for (int from = 0; from < entries.size(); ) {
      if (!entries.get(from).isFile()) {
        from++;
        continue;
      }
      int to = from;
      while (to + 1 < entries.size() && entries.get(to + 1).isFile()) {
        to++;
      }
      ranges.add(new IndexRange(from, to));
      from = to + 1;
    }
    return ranges;
  }
}
