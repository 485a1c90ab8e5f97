package dev.sotto.files;

import dev.sotto.files.FilesException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Whether there is room for what was accepted: before any of it comes, and now and then. */
final class FreeSpace {
  private static final long BLOCK = 4 << 10;
  private static final long MOST_RESERVE = 64L << 20;
  private static final long SHARE = 100;

  private FreeSpace() {}

  /** What a file takes at least, as disks count. */
  static long onDisk(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * Refuses what does not fit with a reserve: the hundredth part, at most 64 MiB.
   *
   * @param directory where it goes
   * @param needed bytes on the disk
   * @param disk the machine
   */
  static void check(Path directory, long needed, Disk disk) throws FilesException {
    long room = room(directory, disk);
    long wanted = needed + Math.min(needed / SHARE, MOST_RESERVE);
    if (wanted > room) {
      throw new FilesException(
          Kind.DISK_FULL,
          "no room in "
              + directory
              + ": "
              + mega(wanted)
              + " are needed, "
              + mega(room)
              + " are free",
          "make room, or receive into another directory");
    }
  }

  private static long room(Path directory, Disk disk) throws FilesException {
    try {
      return disk.room(directory);
    } catch (IOException e) {
      throw FilesException.writing("cannot look at the disk of", directory, e);
    }
  }

  private static String mega(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
