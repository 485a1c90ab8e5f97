package dev.sotto.cli;

import java.util.Locale;

/** Sizes, rates and times as people read them. */
final class Amounts {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
  private static final long HOUR = 3600;

  private Amounts() {}

  /** A number of bytes in powers of ten, as {@code 999 B} and {@code 1.2 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes;
    int unit = -1;
    do {
      amount /= 1000;
      unit++;
      // From here on it would be written as 1000.0.
    } while (amount >= 999.95 && unit < UNITS.length - 1);
    return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
  }

  /** Bytes a second. */
  static String rate(long bytesPerSecond) {
    return bytes(bytesPerSecond) + "/s";
  }

  /** A time, as {@code 0:07} and {@code 1:02:03}. */
  static String time(long seconds) {
    long minutes = seconds / 60 % 60;
    return seconds < HOUR
        ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / HOUR, minutes, seconds % 60);
  }

  /** A number of files. */
  static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
