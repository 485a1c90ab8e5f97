package dev.sotto.cli;

import dev.sotto.cli.Event.Route;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.ConnectivityReport.Step;
import dev.sotto.ice.ConnectivityReport.Way;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.SignalMessage;

/** Events for people: what can be used further on standard output, the rest on standard error. */
final class HumanEvents implements EventSink {
  private final Terminal terminal;
  private final boolean verbose;

  /**
   * Makes a teller.
   *
   * @param terminal where to tell
   * @param verbose whether also how a path was looked for
   */
  HumanEvents(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Listening it) {
      terminal.note("Serving at " + it.url() + " (Ctrl-C ends it)");
    } else if (event instanceof Event.Invite it) {
      terminal.note("Open this link in a browser on this machine, then chat here:");
      terminal.data(it.link());
    } else if (event instanceof Event.Waiting) {
      terminal.note("Waiting for the other side");
    } else if (event instanceof Event.Description it) {
      describe(it);
    } else if (event instanceof Event.Connecting) {
      terminal.note("Connecting");
    } else if (event instanceof Event.Connected it) {
      terminal.note("Connected in " + it.milliseconds() + " ms, " + words(it.route()));
    } else if (event instanceof Event.Report it) {
      if (verbose) {
        report(it.facts());
      }
    } else if (event instanceof Event.Rerouted it) {
      terminal.note("Now " + words(it.route()));
    } else if (event instanceof Event.Reconnecting it) {
      terminal.note("Reconnecting: " + PeerText.line(it.reason()));
    } else if (event instanceof Event.Message it) {
      terminal.data(PeerText.line(it.from()), PeerText.lines(it.text()));
    } else if (event instanceof Event.BinaryMessage it) {
      terminal.data(PeerText.line(it.from()), "[binary, " + it.bytes() + " bytes]");
    } else if (event instanceof Event.Disconnected it) {
      terminal.note("Disconnected: " + PeerText.line(it.reason()));
    } else if (event instanceof Event.Diagnosed it) {
      DiagnosisText.of(it.facts()).forEach(terminal::data);
    } else if (event instanceof Event.ContactShown it && it.whole()) {
      ContactWords.lines(it.contact()).forEach(terminal::data);
    } else if (event instanceof Event.ContactShown it) {
      terminal.data(ContactWords.line(it.contact()));
    } else if (event instanceof Event.OwnIdentity it) {
      terminal.note("Your key, in " + PeerText.line(it.file().toString()));
      terminal.data(it.key().fingerprint());
    } else if (event instanceof Event.ContactForgotten it) {
      terminal.note("Forgotten: " + PeerText.line(it.name()));
    } else if (event instanceof Event.Problem it) {
      terminal.error(it.failure().what(), it.failure().hint());
    }
  }

  private void report(ConnectivityReport facts) {
    for (Step step : facts.steps()) {
      terminal.note(
          "%6d ms  %s".formatted(step.millis(), PeerText.line(step.stage() + ": " + step.what())));
    }
    long answered = facts.pairs().stream().filter(Way::answered).count();
    terminal.note("Ways tried: " + facts.pairs().size() + ", answered: " + answered);
    facts.whyNotDirect().forEach(why -> terminal.note("Not direct: " + PeerText.line(why)));
  }

  private void describe(Event.Description event) {
    boolean offers = event.description().type() == SessionDescription.Type.OFFER;
    terminal.note(
        offers
            ? "Give this line to the other side, then enter the line it answers with:"
            : "Give this line back to the other side:");
    terminal.data(SignalMessage.writeDescription(event.description()).toString());
  }

  private static String words(Route route) {
    boolean relayed = route.local().equals("relay") || route.remote().equals("relay");
    return (relayed ? "relayed" : "directly")
        + (" (" + route.local() + " to " + route.remote())
        + (", " + route.protocol() + ", " + route.family() + ")");
  }
}
