package dev.sotto.cli;

import dev.sotto.messenger.Progress;
import java.util.Locale;

/**
 * How far a transfer is, in one line: a bar, a percentage, bytes, files, the rate and the time that
 * is left. The name comes last, since it is the part that can be cut, and since nothing that
 * follows it can then be turned round by letters written from right to left.
 */
final class ProgressLine {
  private static final int BAR = 20;
  private static final int LEAST_NAME = 8;

  /** A time that is longer says nothing. */
  private static final long LONGEST = 100L * 3600;

  private ProgressLine() {}

  /**
   * Writes one.
   *
   * @param name what is transferred; from the peer, not escaped yet
   * @param outgoing whether it is sent
   * @param progress how far it is
   * @param columns how many columns there are
   */
  static String of(String name, boolean outgoing, Progress progress, int columns) {
    return of((outgoing ? "sending " : "receiving ") + PeerText.line(name), progress, columns);
  }

  /** The same of several together, which have a label, safe to be shown, instead of a name. */
  static String of(String label, Progress progress, int columns) {
    int percent = percent(progress);
    String numbers =
        percent(percent)
            + "  "
            + amounts(progress)
            + (progress.rate() > 0 ? "  " + Amounts.rate(progress.rate()) : "")
            + left(progress);
    String withBar = bar(percent) + " " + numbers;
    int room = columns - Columns.of(withBar) - 2;
    if (room >= Math.min(LEAST_NAME, Columns.of(label))) {
      return withBar + "  " + Columns.fit(label, room);
    }
    int roomWithoutBar = columns - Columns.of(numbers) - 2;
    return roomWithoutBar >= LEAST_NAME
        ? numbers + "  " + Columns.fit(label, roomWithoutBar)
        : Columns.fit(numbers, columns);
  }

  /** The same where lines are not redrawn. */
  static String plain(String name, Progress progress) {
    return percent(percent(progress)).strip()
        + " of "
        + PeerText.line(name)
        + ": "
        + amounts(progress)
        + (progress.rate() > 0 ? ", " + Amounts.rate(progress.rate()) : "");
  }

  /** How much of a hundred it is; 100 only when all of it is there. */
  static int percent(Progress progress) {
    if (progress.total() == 0) {
      return progress.files() == progress.allFiles() ? 100 : 0;
    }
    return (int) Math.min(100, (long) (100.0 * progress.bytes() / progress.total()));
  }

  private static String percent(int percent) {
    return String.format(Locale.ROOT, "%3d %%", percent);
  }

  private static String bar(int percent) {
    int full = percent * BAR / 100;
    return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
  }

  private static String amounts(Progress progress) {
    String bytes = Amounts.bytes(progress.bytes()) + " of " + Amounts.bytes(progress.total());
    return progress.allFiles() > 1
        ? bytes + "  " + progress.files() + "/" + progress.allFiles() + " files"
        : bytes;
  }

  private static String left(Progress progress) {
    if (progress.rate() <= 0) {
      return "";
    }
    long seconds = Math.max(0, progress.total() - progress.bytes()) / progress.rate();
    return seconds > LONGEST ? "" : "  " + Amounts.time(seconds) + " left";
  }
}
