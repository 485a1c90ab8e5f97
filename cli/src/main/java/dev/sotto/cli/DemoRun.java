package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What {@code sotto demo} does: a server for this machine, a peer in its room, and the lines of
 * standard input.
 */
final class DemoRun {
  private static final int TOKEN_BYTES = 16;

  private final Terminal terminal;
  private final EventSink events;
  private final PeerConfiguration configuration;
  private final Consumer<Throwable> bugs;
  private final boolean messagesMayBeEmpty;

  /**
   * Makes a run.
   *
   * @param terminal gives the lines
   * @param events told of everything
   * @param configuration how connections are made
   * @param bugs told of what must not happen
   * @param messagesMayBeEmpty whether an empty line is a message
   */
  DemoRun(
      Terminal terminal,
      EventSink events,
      PeerConfiguration configuration,
      Consumer<Throwable> bugs,
      boolean messagesMayBeEmpty) {
    this.terminal = terminal;
    this.events = events;
    this.configuration = configuration;
    this.bugs = bugs;
    this.messagesMayBeEmpty = messagesMayBeEmpty;
  }

  /**
   * Runs until nobody reads standard output any more; otherwise it ends only with the process.
   *
   * @param port the port of the page, 0 for any
   * @return never the exit code for success
   * @throws Failure when the server cannot be started
   */
  ExitCode run(int port) {
    WebOptions options = WebOptions.local(port);
    try (WebServer server = Servers.start(options);
        StunService stun = StunService.start(options.bind(), server.url(), terminal, bugs);
        PeerConnectionFactory factory = new PeerConnectionFactory(configuration, bugs)) {
      String room = newToken();
      try (Demo demo = new Demo(server.url(), room, factory, events)) {
        return InterruptGuard.whileRunning(
            () -> chat(server, stun, room, demo), demo::close, factory::close, server::close);
      }
    }
  }

  private ExitCode chat(WebServer server, StunService stun, String room, Demo demo) {
    events.accept(new Event.Listening(server.url(), stun.uri()));
    events.accept(new Event.Invite(server.url() + "/#" + room));
    Await.result(demo.join());
    sendLines(demo);
    Await.any(terminal.outputLost());
    throw new Failure(Kind.DISK, "standard output was closed", "");
  }

  private void sendLines(Demo demo) {
    InputLines input = new InputLines(terminal);
    while (true) {
      CompletableFuture<Optional<String>> next = input.next();
      Await.any(next, terminal.outputLost());
      if (terminal.outputLost().isDone() || Await.result(next).isEmpty()) {
        return;
      }
      say(demo, Await.result(next).orElseThrow());
    }
  }

  private void say(Demo demo, String line) {
    if (!line.isEmpty() || messagesMayBeEmpty) {
      try {
        demo.say(line);
      } catch (Failure e) {
        events.accept(new Event.Problem(e));
      }
    }
  }

  /** What lets somebody into the room: 128 random bits, in base64url (RFC 4648 section 5). */
  private static String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }
}
