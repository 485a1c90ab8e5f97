package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.identity.Identity;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.MessengerOptions;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What {@code sotto demo} does: a server for this machine, a peer that invites a page, and the
 * lines of standard input.
 */
final class DemoRun {
  private final Terminal terminal;
  private final EventSink events;
  private final PeerConfiguration configuration;
  private final Consumer<Throwable> bugs;
  private final boolean script;
  private final Destination destination;

  /**
   * Makes a run.
   *
   * @param terminal gives the lines
   * @param events told of everything
   * @param configuration how connections are made
   * @param bugs told of what must not happen
   * @param script whether every line is a message and none a command, and files are declined
   * @param destination where files go
   */
  DemoRun(
      Terminal terminal,
      EventSink events,
      PeerConfiguration configuration,
      Consumer<Throwable> bugs,
      boolean script,
      Destination destination) {
    this.destination = destination;
    this.terminal = terminal;
    this.events = events;
    this.configuration = configuration;
    this.bugs = bugs;
    this.script = script;
  }

  /**
   * Runs until {@code /quit}, or until nobody reads standard output any more; otherwise it ends
   * only with the process.
   *
   * @param port the port of the page, 0 for any
   * @return the exit code for success
   * @throws Failure when the server cannot be started
   */
  ExitCode run(int port) {
    WebOptions options = WebOptions.local(port);
    try (WebServer server = Servers.start(options);
        StunService stun = StunService.start(options.bind(), server.url(), terminal, bugs);
        Messenger messenger = new Messenger(configuration, nobody(), bugs);
        Demo demo = new Demo(messenger, server.url(), events, script, this::transfers)) {
      return InterruptGuard.whileRunning(
          () -> chat(server, stun, demo), demo::close, messenger::close, server::close);
    }
  }

  private TransferList transfers() {
    return new TransferList(
        events,
        destination,
        script ? TransferList.Answer.DECLINE : TransferList.Answer.ASK,
        System::nanoTime);
  }

  /**
   * A key for this run only: the page cannot remember anybody, so nothing is stored here either.
   */
  private static MessengerOptions nobody() {
    MessengerOptions anonymous = MessengerOptions.anonymous();
    return new MessengerOptions(
        "terminal",
        Optional.of(Identity.create()),
        Optional.empty(),
        Optional.empty(),
        false,
        anonymous.words(),
        EnumSet.of(Ability.CHAT, Ability.FILES),
        Optional.empty());
  }

  private ExitCode chat(WebServer server, StunService stun, Demo demo) {
    events.accept(new Event.Listening(server.url(), stun.uri()));
    demo.invite();
    if (sendLines(demo)) {
      return ExitCode.DONE;
    }
    Await.any(terminal.outputLost());
    throw new Failure(Kind.DISK, "standard output was closed", "");
  }

  /** Says whether the person wants to leave; the end of input is no wish to. */
  private boolean sendLines(Demo demo) {
    InputLines input = new InputLines(terminal);
    while (true) {
      CompletableFuture<Optional<String>> next = input.next();
      Await.any(next, terminal.outputLost());
      if (terminal.outputLost().isDone() || Await.result(next).isEmpty()) {
        return false;
      }
      if (entered(demo, Await.result(next).orElseThrow())) {
        return true;
      }
    }
  }

  /** Says whether the person wants to leave. */
  private boolean entered(Demo demo, String line) {
    Optional<Entered> entered = script ? Optional.of(new Entered.Line(line)) : Entered.parse(line);
    try {
      if (entered.isEmpty()) {
        return false;
      } else if (entered.get() instanceof Entered.Quit) {
        return true;
      } else if (entered.get() instanceof Entered.Line it) {
        demo.say(it.text());
      } else {
        demo.commands(terminal)
            .orElseThrow(() -> new Failure(Kind.INTERRUPTED, "nobody is connected", ""))
            .obey(entered.get());
      }
    } catch (Failure e) {
      events.accept(new Event.Problem(e));
    }
    return false;
  }
}
