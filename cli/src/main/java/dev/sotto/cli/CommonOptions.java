package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What every command understands, and the one place where commands end. */
final class CommonOptions {
  @Option(
      names = "--json",
      description = "One event a line on standard output, as JSON in ASCII, and nothing else.")
  private boolean json;

  @Option(
      names = "--verbose",
      description =
          "How a path is found, and more about what goes wrong, on standard error;"
              + " no addresses, no secrets.")
  private boolean verbose;

  @Option(names = "--quiet", description = "Say only what was asked for and what goes wrong.")
  private boolean quiet;

  @Option(
      names = "--plain",
      description = "Write line after line and redraw nothing, as suits a screen reader.")
  private boolean plain;

  /** Whether what was written may be written over. */
  boolean mayRedraw() {
    return !plain && !json && Terminal.canRedraw(System.getenv());
  }

  /**
   * Runs something that shows how far it is, on a line that is redrawn where there is a terminal
   * for it.
   */
  <T> T redrawing(Terminal terminal, Supplier<T> work) {
    if (mayRedraw() && !quiet && terminal.terminals().notes()) {
      terminal.show(
          new RedrawnLine(terminal.notes(), new TerminalWidth(System.getenv(), System::nanoTime)));
    }
    try {
      return work.get();
    } finally {
      terminal.status("");
      terminal.show(null);
    }
  }

  boolean json() {
    return json;
  }

  /**
   * Runs a command and turns everything that can go wrong into words and an exit code.
   *
   * @param terminal where to say it
   * @param command gets the way to tell of events, and says how it ended
   * @return the exit code
   */
  int run(Terminal terminal, Function<EventSink, ExitCode> command) {
    Logging.configure(terminal, verbose);
    EventSink events = json ? new JsonEvents(terminal) : human(terminal);
    try {
      return command.apply(events).status();
    } catch (Failure e) {
      events.accept(new Event.Problem(e));
      return e.kind().exitCode().status();
    } catch (CodePrompt.Cancelled e) {
      return ExitCode.SIGINT.status();
    } catch (RuntimeException | Error e) {
      reportBug(terminal, events, e);
      return ExitCode.INTERNAL.status();
    }
  }

  private EventSink human(Terminal terminal) {
    return new HumanEvents(terminal, verbose, quiet);
  }

  /** Tells of something that must not happen, and goes on. */
  void reportBug(Terminal terminal, EventSink events, Throwable bug) {
    String hint = verbose ? "" : "run it with --verbose and report what it prints";
    events.accept(
        new Event.Problem(
            new Failure(Kind.INTERNAL, "unexpected " + bug.getClass().getSimpleName(), hint)));
    if (verbose) {
      StringWriter trace = new StringWriter();
      bug.printStackTrace(new PrintWriter(trace, true));
      trace.toString().lines().map(PeerText::line).forEach(terminal::note);
    }
  }
}
