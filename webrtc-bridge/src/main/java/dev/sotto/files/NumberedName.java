package dev.sotto.files;

import java.nio.charset.StandardCharsets;

/** A name with a number before its extension, for what finds its name taken. */
final class NumberedName {
  private static final int MOST_BYTES = 255;
  private static final String ARCHIVE = ".tar";

  private NumberedName() {}

  /**
   * The variant of a name.
   *
   * @param name one component
   * @param number which variant; 0 is the name itself
   * @param folder whether it names a folder, which has no extension
   * @return the variant, shortened in front of the number where it would be longer than 255 bytes
   */
  static String of(String name, int number, boolean folder) {
    if (number == 0) {
      return name;
    }
    int end = folder ? name.length() : stem(name);
    String tail = " (" + number + ")" + name.substring(end);
    if (bytes(tail) >= MOST_BYTES) {
      return of(name, number, true);
    }
    return fitting(name.substring(0, end), MOST_BYTES - bytes(tail)) + tail;
  }

  /** Where the extension begins; both of them in {@code a.tar.gz}. */
  private static int stem(String name) {
    int dot = name.lastIndexOf('.');
    if (dot <= 0) {
      return name.length();
    }
    boolean archive = name.startsWith(ARCHIVE, dot - ARCHIVE.length()) && dot > ARCHIVE.length();
    return archive ? dot - ARCHIVE.length() : dot;
  }

  private static String fitting(String stem, int most) {
    int end = stem.length();
    while (bytes(stem.substring(0, end)) > most) {
      end = stem.offsetByCodePoints(end, -1);
    }
    return stem.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
