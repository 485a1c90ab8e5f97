package dev.sotto.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How wide the terminal of the process is at this moment. */
final class ScreenWidth {
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d{1,5} (\\d{1,5})\\s*");
  private static final int MOST_BYTES = 64;
  private static final int OF_WINDOWS = 80;

  private ScreenWidth() {}

  /** Asks the system; 0 where nothing is known, as on a terminal that shows lines only. */
  static int columns() {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return OF_WINDOWS;
    }
    if (System.getenv().getOrDefault("TERM", "dumb").equals("dumb")) {
      return 0;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      try (InputStream answer = stty.getInputStream()) {
        return parse(new String(answer.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      return 0; // There is no such program.
    }
  }

  /** Reads what {@code stty size} prints. */
  static int parse(String answer) {
    Matcher matcher = ROWS_AND_COLUMNS.matcher(answer);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
