package dev.sotto.cli;

import dev.sotto.cli.Event.Invite.Purpose;
import dev.sotto.cli.Event.Peer;
import dev.sotto.cli.Event.Route;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.ConnectivityReport.Step;
import dev.sotto.ice.ConnectivityReport.Way;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.SignalMessage;
import java.net.URI;

/** Events for people: what can be used further on standard output, the rest on standard error. */
final class HumanEvents implements EventSink {
  private final Terminal terminal;
  private final boolean verbose;
  private final boolean quiet;
  private final HumanTransfers transfers;

  /**
   * Makes a teller.
   *
   * @param terminal where to tell
   * @param verbose whether also how a path was looked for
   */
  HumanEvents(Terminal terminal, boolean verbose) {
    this(terminal, verbose, false);
  }

  /**
   * Makes a teller.
   *
   * @param terminal where to tell
   * @param verbose whether also how a path was looked for
   * @param quiet whether what merely goes on is left out
   */
  HumanEvents(Terminal terminal, boolean verbose, boolean quiet) {
    this.terminal = terminal;
    this.verbose = verbose;
    this.quiet = quiet;
    this.transfers = new HumanTransfers(terminal, quiet, verbose, System::nanoTime);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Listening it) {
      progress("Serving at " + it.url() + " (Ctrl-C ends it)");
    } else if (event instanceof Event.Invite it) {
      invite(it);
    } else if (event instanceof Event.Waiting) {
      progress("Waiting for the other side");
    } else if (event instanceof Event.Description it) {
      describe(it);
    } else if (event instanceof Event.Manual it) {
      terminal.note(
          it.first()
              ? "Give this line to the other side, then enter the line it answers with:"
              : "Give this line back to the other side:");
      terminal.data(it.line());
    } else if (event instanceof Event.Connecting) {
      progress("Connecting");
    } else if (event instanceof Event.Connected it) {
      progress("Connected in " + it.milliseconds() + " ms, " + words(it.route()));
      progress(who(it.peer()));
    } else if (event instanceof Event.Phrase it) {
      terminal.note("Both of you see the same four words, unless somebody is in between:");
      terminal.note("    " + String.join(" ", it.words()));
      terminal.note("Read it aloud, not in this chat; then enter /verify yes or /verify no");
    } else if (event instanceof Event.Verified it) {
      terminal.note(
          PeerText.line(it.name()) + " is verified" + (it.known() ? "" : ", for this session"));
    } else if (event instanceof Event.Remembered it) {
      progress("Remembered as " + PeerText.line(it.name()) + " from now on");
    } else if (event instanceof Event.Warning it) {
      terminal.warning(it.message(), it.hint());
    } else if (event instanceof Event.Delivered) {
      // People see that a line was not delivered; scripts count.
      return;
    } else if (event instanceof Event.Report it) {
      if (verbose) {
        report(it.facts());
      }
    } else if (event instanceof Event.Rerouted it) {
      progress("Now " + words(it.route()));
    } else if (event instanceof Event.Reconnecting it) {
      progress("Reconnecting: " + PeerText.line(it.reason()));
    } else if (event instanceof Event.Message it) {
      terminal.data(PeerText.line(it.from()), PeerText.lines(it.text()));
    } else if (event instanceof Event.BinaryMessage it) {
      terminal.data(PeerText.line(it.from()), "[binary, " + it.bytes() + " bytes]");
    } else if (event instanceof Event.Typing it) {
      transfers.typing(it.on() ? PeerText.line(it.from()) + " is typing ..." : "");
    } else if (event instanceof Event.OfTransfer it) {
      transfers.accept(it.event());
    } else if (event instanceof Event.Streamed it) {
      progress((it.outgoing() ? "Sent " : "Received ") + Amounts.bytes(it.bytes()));
    } else if (event instanceof Event.Disconnected it) {
      progress("Disconnected: " + PeerText.line(it.reason()));
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

  private void progress(String line) {
    if (!quiet) {
      terminal.note(line);
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

  private void invite(Event.Invite invite) {
    boolean page = invite.link().isPresent() && invite.purpose() != Purpose.STREAM;
    boolean imperative = page && invite.purpose() == Purpose.CHAT;
    if (page) {
      invite.link().ifPresent(link -> link(link, invite.purpose()));
    }
    String start = imperative ? "or there run: " : page ? "or runs: " : "The other side runs: ";
    invite.command().ifPresent(it -> progress(start + it));
    progress("and enter" + (imperative ? "" : "s") + " this code when asked:");
    terminal.data(invite.code());
    if (page) {
      invite.drawing().ifPresent(link -> QrCode.fitting(link, terminal).forEach(terminal::data));
      invite.fingerprint().ifPresent(this::fingerprint);
    }
  }

  private void link(String link, Purpose purpose) {
    String start =
        switch (purpose) {
          case GIVE -> "To get the files, the other side opens this link in a browser";
          case TAKE -> "To send files here, the other side opens this link in a browser";
          case CHAT, STREAM -> "Open this link in a browser";
        };
    progress(start + where(link) + (purpose == Purpose.CHAT ? ", then chat here:" : ":"));
    terminal.data(link);
  }

  private void fingerprint(String sha256) {
    progress("The browser warns of a certificate; look whether its SHA-256 is:");
    terminal.data(sha256);
  }

  private static String where(String link) {
    return URI.create(link).getHost().equals("localhost") ? " on this machine" : "";
  }

  private static String who(Peer peer) {
    boolean nameless = !peer.named();
    String name = nameless ? "the other side" : PeerText.line(peer.name());
    if (peer.verified()) {
      return "This is " + name + ", verified";
    }
    if (peer.known()) {
      return "This is " + name + ", whom you know, but have not verified";
    }
    String what =
        peer.key().isEmpty()
            ? name + " has shown no key"
            : "this is new, and " + (nameless ? "gives no name" : "says it is " + name);
    return peer.coded() ? "With your code: " + what : "UNVERIFIED: " + what;
  }

  /** A path in words. */
  static String words(Route route) {
    boolean relayed = route.local().equals("relay") || route.remote().equals("relay");
    return (relayed ? "relayed" : "directly")
        + (" (" + route.local() + " to " + route.remote())
        + (", " + route.protocol() + ", " + route.family() + ")");
  }
}
