package dev.sotto.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How many columns the terminal has, which may change at any time. {@code stty} is asked, but not
 * oftener than once a second; where there is none, {@code COLUMNS} says it, or it is 80. Safe for
 * several threads.
 */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final File TERMINAL = new File("/dev/tty");

  private final Map<String, String> environment;
  private final LongSupplier nanos;
  private boolean asked;
  private long askedAt;
  private int columns = USUAL;

  /**
   * Makes one that has not asked yet.
   *
   * @param environment the variables of the process
   * @param nanos a clock that only goes forward
   */
  TerminalWidth(Map<String, String> environment, LongSupplier nanos) {
    this.environment = Map.copyOf(environment);
    this.nanos = nanos;
  }

  @Override
  public synchronized int getAsInt() {
    long now = nanos.getAsLong();
    if (!asked || now - askedAt >= GOOD_FOR.toNanos()) {
      asked = true;
      askedAt = now;
      columns = ofTerminal().or(this::ofEnvironment).orElse(USUAL);
    }
    return columns;
  }

  private Optional<Integer> ofEnvironment() {
    return positive(environment.getOrDefault("COLUMNS", ""));
  }

  /** It prints rows and columns. */
  private static Optional<Integer> ofTerminal() {
    if (!TERMINAL.exists()) {
      return Optional.empty();
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(Redirect.DISCARD)
              .start();
      String answer =
          new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII).strip();
      if (!stty.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
      }
      return positive(answer.substring(answer.indexOf(' ') + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException e) {
      // No stty, or no controlling terminal.
      return Optional.empty();
    }
  }

  private static Optional<Integer> positive(String text) {
    return text.matches("[1-9]\\d{0,3}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }
}
