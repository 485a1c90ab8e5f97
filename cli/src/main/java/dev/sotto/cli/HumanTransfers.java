package dev.sotto.cli;

import dev.sotto.messenger.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What people are told of files on their way: a line that is redrawn where there is one, else a
 * line now and then; and at the end what came of it. Safe for use by several threads.
 */
final class HumanTransfers {
  private static final int STEP_PERCENT = 10;
  private static final Duration STEP = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final boolean quiet;
  private final boolean verbose;
  private final LongSupplier nanos;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private String typing = "";

  /**
   * Makes a teller.
   *
   * @param terminal where to tell
   * @param quiet whether what merely goes on is left out
   * @param verbose whether each file is told of
   * @param nanos a clock that only goes forward
   */
  HumanTransfers(Terminal terminal, boolean quiet, boolean verbose, LongSupplier nanos) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.verbose = verbose;
    this.nanos = nanos;
  }

  /** A transfer that moves, and what was last told of it. */
  private record Running(TransferEvent.Moved last, int toldPercent, long toldAt) {}

  /** Tells of an event. */
  synchronized void accept(TransferEvent event) {
    if (event instanceof TransferEvent.Offered it) {
      offered(it);
    } else if (event instanceof TransferEvent.Offering it) {
      say(
          "Offering "
              + PeerText.line(it.name())
              + " ("
              + Amounts.files(it.files())
              + ", "
              + Amounts.bytes(it.bytes())
              + "); the other side is asked");
    } else if (event instanceof TransferEvent.Declined it) {
      terminal.note(it.reason().isEmpty() ? "Declined" : "Declined: " + it.reason());
    } else if (event instanceof TransferEvent.Accepted it) {
      accepted(it);
    } else if (event instanceof TransferEvent.Moved it) {
      moved(it);
    } else if (event instanceof TransferEvent.FileDone it) {
      if (verbose) {
        terminal.note(PeerText.line((it.outgoing() ? "Sent " : "Received ") + it.file().name()));
      }
    } else if (event instanceof TransferEvent.FileFailed it) {
      terminal.error(it.file().name() + ": " + it.file().reason(), "");
    } else if (event instanceof TransferEvent.Ended it) {
      ended(it);
    }
  }

  /** Somebody is typing, or nobody. */
  synchronized void typing(String note) {
    typing = note;
    draw();
  }

  private void offered(TransferEvent.Offered event) {
    Listing listing = event.listing();
    terminal.note(PeerText.line(event.from()) + " offers " + listing.summary() + ":");
    listing.lines(false).forEach(terminal::note);
    if (event.number() > 0) {
      String which = event.number() == 1 ? "" : " #" + event.number();
      terminal.note(
          listing.manifest().size() == 1
              ? "Enter /accept" + which + " or /decline" + which
              : "Enter /accept"
                  + which
                  + " for all, /accept"
                  + which
                  + " 1,3-5 for some, or /decline"
                  + which);
    }
  }

  private void accepted(TransferEvent.Accepted event) {
    Progress progress = event.progress();
    String resumed =
        progress.resumed() > 0 ? ", " + Amounts.bytes(progress.resumed()) + " there before" : "";
    say(
        (event.outgoing() ? "Accepted: " : "Receiving ")
            + Amounts.files(progress.allFiles())
            + ", "
            + Amounts.bytes(progress.total())
            + resumed);
  }

  private void moved(TransferEvent.Moved event) {
    if (quiet) {
      return;
    }
    Running before = running.get(event.transfer());
    int percent = ProgressLine.percent(event.progress());
    long now = nanos.getAsLong();
    boolean due =
        before == null
            || percent >= before.toldPercent() + STEP_PERCENT
            || now - before.toldAt() >= STEP.toNanos();
    boolean line = due && terminal.statusColumns() == 0;
    running.put(
        event.transfer(),
        line || before == null
            ? new Running(event, percent - percent % STEP_PERCENT, now)
            : new Running(event, before.toldPercent(), before.toldAt()));
    if (line && before != null) {
      terminal.note(ProgressLine.plain(event.name(), event.progress()));
    }
    draw();
  }

  private void ended(TransferEvent.Ended event) {
    running.remove(event.transfer());
    draw();
    if (event.failure().isPresent()) {
      if (event.files() > 0) {
        terminal.note("Incomplete: " + done(event) + ", " + event.failed() + " missing");
      }
      return;
    }
    say(done(event));
  }

  private static String done(TransferEvent.Ended event) {
    long rate = event.milliseconds() == 0 ? 0 : event.bytes() * 1000 / event.milliseconds();
    return (event.outgoing() ? "Sent " : "Received ")
        + Amounts.files(event.files())
        + ", "
        + Amounts.bytes(event.bytes())
        + " in "
        + Amounts.time(event.milliseconds() / 1000)
        + (rate > 0 ? " (" + Amounts.rate(rate) + ")" : "")
        + event
            .directory()
            .map(it -> ", in " + PeerText.line(it.toAbsolutePath().normalize().toString()))
            .orElse("");
  }

  private void draw() {
    int columns = terminal.statusColumns();
    if (columns == 0) {
      return;
    }
    if (running.isEmpty()) {
      terminal.status(Columns.fit(typing, columns));
    } else if (running.size() == 1) {
      TransferEvent.Moved only = running.values().iterator().next().last();
      terminal.status(ProgressLine.of(only.name(), only.outgoing(), only.progress(), columns));
    } else {
      terminal.status(ProgressLine.of(label(), sum(), columns));
    }
  }

  private String label() {
    long outgoing = running.values().stream().filter(it -> it.last().outgoing()).count();
    String start = outgoing == 0 ? "receiving " : outgoing == running.size() ? "sending " : "";
    return start + running.size() + " transfers" + (start.isEmpty() ? ", both ways" : "");
  }

  private Progress sum() {
    return running.values().stream()
        .map(it -> it.last().progress())
        .reduce(
            new Progress(0, 0, 0, 0, 0, 0),
            (a, b) ->
                new Progress(
                    a.bytes() + b.bytes(),
                    a.total() + b.total(),
                    a.resumed() + b.resumed(),
                    a.files() + b.files(),
                    a.allFiles() + b.allFiles(),
                    a.rate() + b.rate()));
  }

  private void say(String line) {
    if (!quiet) {
      terminal.note(line);
    }
  }
}
