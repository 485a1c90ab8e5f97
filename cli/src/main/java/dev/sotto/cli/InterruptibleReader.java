package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.io.IOError;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.reader.LineReader;
import org.jline.reader.MaskingCallback;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines by JLine so that no Ctrl-C is lost, whatever JLine is doing when it is pressed. While
 * it waits for keys JLine takes it for itself. Around that it runs {@code stty}, which Ctrl-C ends
 * as well, and gives the signal back to the system, by which the process would end with nobody told
 * and the terminal as it is.
 */
final class InterruptibleReader {
  /** How long after stty was ended by Ctrl-C this process can have its own signal. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LineReader reader;
  private volatile @Nullable Thread reading;
  private volatile boolean interrupted;

  /**
   * Takes Ctrl-C from here on; where no line is being read it ends the program as without JLine.
   *
   * @param reader of a terminal that has native signals
   */
  InterruptibleReader(LineReader reader) {
    this.reader = reader;
    reader.getTerminal().handle(Terminal.Signal.INT, signal -> interrupt());
  }

  /**
   * Reads a line, on one thread at a time.
   *
   * @param prompt what stands before it
   * @param begun what it begins with
   * @throws UserInterruptException on Ctrl-C, with what was typed before
   * @throws Failure when the terminal cannot be read
   */
  String readLine(String prompt, String begun) {
    reading = Thread.currentThread();
    try {
      if (interrupted) {
        interrupted = false;
        throw new UserInterruptException("");
      }
      return reader.readLine(prompt, null, (MaskingCallback) null, begun);
    } catch (IOError e) {
      if (e.getCause() instanceof InterruptedIOException || isInterruptedSoon()) {
        interrupted = false;
        throw new UserInterruptException("");
      }
      throw new Failure(Kind.DISK, "cannot read from the terminal", "");
    } finally {
      reading = null;
      // Pressed when the line was complete: it is for the next one.
      if (Thread.interrupted()) {
        interrupted = true;
      }
    }
  }

  private void interrupt() {
    Thread now = reading;
    if (now == null) {
      Runtime.getRuntime().exit(ExitCode.SIGINT.status());
    } else {
      interrupted = true;
      now.interrupt();
    }
  }

  private static boolean isInterruptedSoon() {
    try {
      return new CountDownLatch(1).await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }
}
