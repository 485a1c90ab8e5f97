package dev.sotto.files;

import dev.sotto.transfer.Entry;

/**
 * What is here of a file and was verified.
 *
 * @param index the file's index in the manifest
 * @param entry what it is to become
 * @param hashes of its chunks so far
 */
record Part(int index, Entry entry, FileHashes hashes) {
  /** What it is called in its record. */
  String name() {
    return name(index);
  }

  /** What the part of a file is called in its record. */
  static String name(int index) {
    return index + ".part";
  }

  /** Whether there may be something to go on with after a crash: not so for what comes at once. */
  boolean isNoted() {
    return entry.chunks() > 1;
  }
}
