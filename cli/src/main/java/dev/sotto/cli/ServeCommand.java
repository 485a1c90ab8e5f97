package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sotto serve}: the rendezvous server and the page, for others. */
@Command(
    name = "serve",
    description = "Run a rendezvous server and its page for others.",
    customSynopsis = {
      "  sotto serve                        on every address of this machine",
      "  sotto serve --bind 127.0.0.1 --public-host chat.example.org",
      "                                     behind a proxy on the same machine",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n")
final class ServeCommand implements Callable<Integer> {
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*(%\\w+)?");

  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description = "Address to listen on. Default: all of this machine.")
  private @Nullable String bind;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port to listen on, 0 for any that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--public-host",
      paramLabel = "NAME",
      description =
          "A host name, or NAME:PORT, by which others reach this server; may be repeated. Requests"
              + " for names that are not its own are refused.")
  private List<String> publicHosts = new ArrayList<>();

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    Ports.check(port);
    WebOptions options = options();
    try (WebServer server = Servers.start(options);
        StunService stun =
            StunService.start(
                options.bind(),
                server.url(),
                terminal,
                bug -> common.reportBug(terminal, events, bug))) {
      events.accept(new Event.Listening(server.url(), stun.uri()));
      return InterruptGuard.whileRunning(this::untilOutputIsLost, server::close);
    }
  }

  private ExitCode untilOutputIsLost() {
    Await.any(terminal.outputLost());
    throw new Failure(Kind.DISK, "standard output was closed", "");
  }

  private WebOptions options() {
    try {
      return new WebOptions(List.of(bindAddress()), port, publicHosts, RendezvousLimits.standard());
    } catch (IllegalArgumentException e) {
      throw new Failure(Kind.USAGE, String.valueOf(e.getMessage()), "");
    }
  }

  private InetAddress bindAddress() {
    String address = bind;
    if (address == null) {
      return new InetSocketAddress(0).getAddress();
    }
    try {
      // A name could mean a different machine tomorrow; it is not looked up.
      if (address.equals("localhost") || LITERAL.matcher(address).matches()) {
        return InetAddress.getByName(address);
      }
    } catch (UnknownHostException e) {
      throw new Failure(Kind.USAGE, "not an address: " + address, "");
    }
    throw new Failure(Kind.USAGE, "not an address: " + address, "use an address, not a name");
  }
}
