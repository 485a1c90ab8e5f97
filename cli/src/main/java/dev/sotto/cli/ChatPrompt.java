package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Where a person types lines of a chat while others arrive: what is printed goes above the
 * half-typed line, and the status is a line between the two. What is pasted is one message, however
 * many lines it has. Lines that were entered can be had again with the arrow keys, for as long as
 * the program runs. Safe for use by several threads.
 */
final class ChatPrompt implements Lines, Screen, AutoCloseable {
  private static final String PROMPT = "> ";
  private static final String ASK = "sotto-ask";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Terminal terminal;
  private final LineReaderImpl reader;
  private final InterruptibleReader interruptible;
  private final Consumer<Boolean> typing;
  private final boolean notesToo;
  private final PrintStream notes;
  private final TerminalWidth width = new TerminalWidth(System.getenv(), System::nanoTime);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "sotto-prompt");
            daemon.setDaemon(true);
            return daemon;
          });
  private volatile String status = "";
  private volatile String question = "";

  /** What was half typed when a question came; the line after the answer goes on with it. */
  private volatile String setAside = "";

  private volatile boolean closed;
  private volatile @Nullable Thread waiting;

  private ChatPrompt(
      Terminal terminal,
      LineReaderImpl reader,
      dev.sotto.cli.Terminal streams,
      Consumer<Boolean> typing) {
    this.terminal = terminal;
    this.reader = reader;
    this.interruptible = new InterruptibleReader(reader);
    this.typing = typing;
    this.notes = streams.notes();
    this.notesToo = streams.terminals().notes();
    addWidgets();
  }

  /**
   * Takes the terminal of the process.
   *
   * @param streams the streams of the process
   * @param typing told when a line for the other side is begun and given up
   * @return the prompt; empty where the terminal can do no more than lines
   */
  static Optional<ChatPrompt> open(dev.sotto.cli.Terminal streams, Consumer<Boolean> typing) {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .dumb(true)
              .exec(true)
              .encoding(streams.charset())
              .nativeSignals(true)
              .build();
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        terminal.close();
        return Optional.empty();
      }
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .parser(parser())
              .completer(new ChatCompleter(Path.of(System.getProperty("user.home", ""))))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
              .option(LineReader.Option.BRACKETED_PASTE, true)
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, " ".repeat(PROMPT.length()))
              .build();
      return reader instanceof LineReaderImpl it
          ? Optional.of(new ChatPrompt(terminal, it, streams, typing))
          : Optional.empty();
    } catch (IOException e) {
      throw new Failure(Kind.DISK, "cannot use the terminal: " + e.getMessage(), "try --plain");
    }
  }

  @Override
  public CompletableFuture<Optional<String>> next() {
    return CompletableFuture.supplyAsync(this::read, thread);
  }

  @Override
  public void print(PrintStream stream, String line) {
    if (stream.equals(notes) && !notesToo) {
      synchronized (stream) {
        stream.println(line);
      }
    } else {
      reader.printAbove(line);
    }
  }

  @Override
  public void status(String line) {
    if (!line.equals(status)) {
      status = line;
      redraw();
    }
  }

  @Override
  public void ask(String asked) {
    question = asked;
    show(ASK);
  }

  @Override
  public int columns() {
    return Math.max(0, width.getAsInt() - 1);
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    closed = true;
    Thread now = waiting;
    if (now != null) {
      now.interrupt();
    }
    thread.shutdown();
    try {
      boolean unused = thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      terminal.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be given back", e);
    }
  }

  private Optional<String> read() {
    waiting = Thread.currentThread();
    try {
      while (!closed) {
        Optional<String> line = readOnce();
        if (line.isPresent()) {
          return line;
        }
      }
      return Optional.empty();
    } catch (EndOfFileException e) {
      return Optional.empty();
    } finally {
      waiting = null;
    }
  }

  /** A line; empty when it was given up. */
  private Optional<String> readOnce() {
    try {
      String line = interruptible.readLine(shown(), begun());
      // The line that was typed is gone from the screen: it becomes one of those above.
      reader.printAbove(last() + PeerText.lines(line));
      question = "";
      return Optional.of(line);
    } catch (UserInterruptException e) {
      if (e.getPartialLine().isEmpty() && !closed) {
        throw new CodePrompt.Cancelled();
      }
      typing.accept(false);
      return Optional.empty();
    }
  }

  /** What the line begins with: an answer is a line of its own. */
  private String begun() {
    String kept = question.isEmpty() ? setAside : "";
    setAside = question.isEmpty() ? "" : setAside;
    return kept;
  }

  private String last() {
    return question.isEmpty() ? PROMPT : question;
  }

  /** As JLine reads it, for which a per cent sign begins a pattern. */
  private String shown() {
    String lines = status.isEmpty() ? last() : status + "\n" + last();
    return lines.replace("%", "%%");
  }

  private void redraw() {
    show(LineReader.REDISPLAY);
  }

  private void show(String widget) {
    if (reader.isReading()) {
      reader.setPrompt(shown());
      try {
        reader.callWidget(widget);
      } catch (IllegalStateException e) {
        // The line was entered just now; the next one begins with what is shown then.
        return;
      }
    }
  }

  private void addWidgets() {
    Widget insert = Objects.requireNonNull(reader.getBuiltinWidgets().get(LineReader.SELF_INSERT));
    reader
        .getWidgets()
        .put(
            LineReader.SELF_INSERT,
            () -> {
              boolean done = insert.apply();
              if (question.isEmpty() && isForTheOther(reader.getBuffer().toString())) {
                typing.accept(true);
              }
              return done;
            });
    reader
        .getWidgets()
        .put(
            ASK,
            () -> {
              setAside = reader.getBuffer().toString();
              boolean unused = reader.getBuffer().clear();
              reader.callWidget(LineReader.REDISPLAY);
              return true;
            });
    // What has changed since the line was asked for.
    reader
        .getWidgets()
        .put(
            LineReader.CALLBACK_INIT,
            () -> {
              reader.setPrompt(shown());
              return true;
            });
  }

  private static boolean isForTheOther(String begun) {
    return !begun.startsWith("/") || begun.startsWith("//");
  }

  /** Every line is whole, whatever quotes and backslashes are in it. */
  private static DefaultParser parser() {
    DefaultParser parser = new DefaultParser();
    parser.setEofOnUnclosedQuote(false);
    parser.setEofOnEscapedNewLine(false);
    return parser;
  }
}
