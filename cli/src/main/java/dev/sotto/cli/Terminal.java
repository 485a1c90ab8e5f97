package dev.sotto.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The three standard streams. Data goes to standard output, every other word to standard error;
 * colour is used only where a person looks. Safe for use by several threads: a line is never torn.
 */
final class Terminal {
  private final InputStream input;
  private final Charset charset;
  private final PrintStream output;
  private final PrintStream notes;
  private final boolean coloured;
  private final boolean interactive;
  private final Supplier<StandardStreams> terminals;
  private final CompletableFuture<Void> outputLost = new CompletableFuture<>();
  private volatile @Nullable Screen screen;

  /** Streams behind which nobody sits. */
  Terminal(
      InputStream input, PrintStream output, PrintStream notes, Charset charset, boolean coloured) {
    this(input, output, notes, charset, coloured, false, () -> StandardStreams.NO_TERMINALS);
  }

  /**
   * Streams.
   *
   * @param coloured whether names are set off by colour
   * @param interactive whether a person sits behind both standard input and output
   * @param terminals tells which of the streams are terminals
   */
  Terminal(
      InputStream input,
      PrintStream output,
      PrintStream notes,
      Charset charset,
      boolean coloured,
      boolean interactive,
      Supplier<StandardStreams> terminals) {
    this.input = input;
    this.output = output;
    this.notes = notes;
    this.charset = charset;
    this.coloured = coloured;
    this.interactive = interactive;
    this.terminals = terminals;
  }

  /** The terminal, files or pipes that the process was started with. */
  static Terminal ofProcess() {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Terminal::isReal);
    Charset charset = charset(console);
    return new Terminal(
        System.in,
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
        charset,
        console.isPresent() && wantsColour(System.getenv()),
        console.isPresent(),
        () ->
            StandardStreams.ofProcess(
                console.isPresent()
                    ? new StandardStreams(true, true, true)
                    : StandardStreams.NO_TERMINALS));
  }

  /** Whether the terminal can write over what was written. */
  static boolean canRedraw(Map<String, String> environment) {
    return !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Whether the environment allows colour (no-color.org, and terminals that have none). */
  static boolean wantsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Whether a person can be asked. */
  boolean interactive() {
    return interactive;
  }

  /** Which of the streams are terminals; asked for anew each time. */
  StandardStreams terminals() {
    return terminals.get();
  }

  /** Whether colours may be used. */
  boolean coloured() {
    return coloured;
  }

  InputStream input() {
    return input;
  }

  Charset charset() {
    return charset;
  }

  /**
   * The same for a command whose standard output is not for words: all of them go to standard
   * error.
   */
  Terminal withoutOutput() {
    return new Terminal(input, notes, notes, charset, coloured, interactive, terminals);
  }

  /** From now on lines are shown on this; null for one after another. */
  void show(@Nullable Screen shown) {
    screen = shown;
  }

  /** How many columns a line has that changes; 0 where there is none. */
  int statusColumns() {
    Screen now = screen;
    return now == null ? 0 : now.columns();
  }

  /** Shows a line that changes instead of the last one; nothing where there is none. */
  void status(String line) {
    Screen now = screen;
    if (now != null) {
      now.status(line);
    }
  }

  /** Writes one line of data. */
  void data(String line) {
    print(output, line);
    if (output.checkError()) {
      outputLost.complete(null);
    }
  }

  /** Writes one line of data that starts with somebody's name. */
  void data(String name, String text) {
    data((coloured ? "\u001b[1;36m" + name + ":\u001b[0m" : name + ":") + " " + text);
  }

  /** Tells the user something that is not data. */
  void note(String line) {
    print(notes, line);
  }

  /** Tells the user what went wrong and, if known, what helps. */
  void error(String message, String hint) {
    note("sotto: error: " + PeerText.line(message));
    if (!hint.isEmpty()) {
      note("sotto: hint: " + PeerText.line(hint));
    }
  }

  /** Asks for a line; what is entered comes on standard input. */
  void ask(String question) {
    Screen now = screen;
    if (now != null) {
      now.ask(question);
      return;
    }
    synchronized (notes) {
      notes.print(question);
      notes.flush();
    }
  }

  /** Tells the user what to be careful about and, if known, what helps. */
  void warning(String message, String hint) {
    note("sotto: warning: " + PeerText.line(message));
    if (!hint.isEmpty()) {
      note("sotto: hint: " + PeerText.line(hint));
    }
  }

  /** Completes when nobody reads standard output any more, as with {@code | head}. */
  CompletableFuture<Void> outputLost() {
    return outputLost;
  }

  PrintStream output() {
    return output;
  }

  PrintStream notes() {
    return notes;
  }

  private void print(PrintStream stream, String line) {
    Screen now = screen;
    if (now != null) {
      now.print(stream, line);
      return;
    }
    synchronized (stream) {
      stream.println(line);
    }
  }

  /** Since Java 22 there is a console even where there is no terminal, and a method that tells. */
  private static boolean isReal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /**
   * UTF-8 except on Windows, where the console says what it speaks. (A locale of "C" makes the JDK
   * choose ASCII, though the terminal is almost always UTF-8.)
   */
  private static Charset charset(Optional<Console> console) {
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows
        ? console.map(Console::charset).orElse(StandardCharsets.UTF_8)
        : StandardCharsets.UTF_8;
  }
}
