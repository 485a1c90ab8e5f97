package dev.sotto.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The terminal that a person sits at also where the streams of the program lead elsewhere, as in a
 * pipe; only where there is {@code /dev/tty}.
 */
final class ControllingTerminal implements PassphraseQuestion {
  private static final File DEVICE = new File("/dev/tty");
  private static final int LONGEST = 1024;
  private static final int LONGEST_SETTINGS = 4096;
  private static final Pattern SILENT = Pattern.compile("(^|[\\s;])-echo([\\s;]|$)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** As the JVM reads passphrases from its console: the same letters are the same bytes. */
  private final Charset charset =
      Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

  @Override
  public Optional<char[]> ask(String question) {
    if (!DEVICE.exists()) {
      return Optional.empty();
    }
    try (InputStream in = new FileInputStream(DEVICE);
        OutputStream out = new FileOutputStream(DEVICE)) {
      awaitOthers();
      String before = stty("-g");
      Thread restoring = new Thread(() -> restore(before), "sotto-terminal");
      Runtime.getRuntime().addShutdownHook(restoring); // Ctrl-C is an answer too.
      try {
        stty("-echo");
        out.write((question + ": ").getBytes(charset));
        return line(in);
      } finally {
        restore(before);
        Runtime.getRuntime().removeShutdownHook(restoring);
        out.write('\n');
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException | IllegalStateException e) {
      return Optional.empty(); // No controlling terminal, no stty, or the program ends.
    }
  }

  /** Another program of the same pipe may be asking for a secret, such as sudo: one at a time. */
  private static void awaitOthers() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (SILENT.matcher(stty("-a")).find()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("somebody else is asking all the time");
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** A whole line, so that nothing of it is left to whoever reads next; empty if it is too long. */
  private Optional<char[]> line(InputStream in) throws IOException {
    byte[] typed = new byte[LONGEST];
    int length = 0;
    try {
      for (int next; (next = in.read()) != '\n'; length++) {
        if (next < 0) {
          return Optional.empty();
        }
        if (length < LONGEST) {
          typed[length] = (byte) next;
        }
      }
      if (length > LONGEST) {
        return Optional.empty();
      }
      CharBuffer letters = charset.decode(ByteBuffer.wrap(typed, 0, length));
      char[] answer = Arrays.copyOfRange(letters.array(), letters.position(), letters.limit());
      Arrays.fill(letters.array(), '\0');
      return Optional.of(answer);
    } finally {
      Arrays.fill(typed, (byte) 0);
    }
  }

  private static void restore(String settings) {
    try {
      stty(settings);
    } catch (IOException e) {
      // It was there a moment ago: the terminal itself is gone.
    }
  }

  private static String stty(String argument) throws IOException {
    Process stty =
        new ProcessBuilder("stty", argument)
            .redirectInput(DEVICE)
            .redirectError(Redirect.DISCARD)
            .start();
    String answer =
        new String(stty.getInputStream().readNBytes(LONGEST_SETTINGS), StandardCharsets.US_ASCII);
    if (stty.onExit().join().exitValue() != 0) {
      throw new IOException("stty failed");
    }
    return answer.strip();
  }
}
