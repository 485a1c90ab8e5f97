package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.web.Network;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.Tls;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
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
      "    --trusted-proxy 127.0.0.1        behind a proxy on the same machine",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n")
final class ServeCommand implements Callable<Integer> {
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*(%\\w+)?");

  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description = "Address to listen on. Default: every one of this machine.")
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

  @Option(
      names = "--tls-cert",
      paramLabel = "F",
      description = "PEM file with the certificate and its chain: HTTPS instead of HTTP.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "F",
      description = "PEM file with the certificate's private key, PKCS#8 without a passphrase.")
  private @Nullable Path key;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "CIDR",
      description =
          "Addresses of proxies whose X-Forwarded-For is believed, for instance 127.0.0.1 or"
              + " 10.0.0.0/8; may be repeated.")
  private List<String> trustedProxies = new ArrayList<>();

  @Option(
      names = "--open-token-file",
      paramLabel = "F",
      description =
          "File with one token a line: only who knows one may open rooms. Joining needs none.")
  private @Nullable Path openTokens;

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      description = "Answer /metrics for Prometheus on this port of 127.0.0.1, 0 for any.")
  private @Nullable Integer metricsPort;

  @Mixin private final SharedRooms sharedRooms = new SharedRooms();

  @Mixin private final IceServers iceServers = new IceServers();

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    Ports.check(port);
    WebOptions options = sharedRooms.in(options(), terminal);
    try (WebServer server = Servers.start(options);
        StunService stun =
            StunService.start(
                options.bind(),
                server.url(),
                terminal,
                bug -> common.reportBug(terminal, events, bug))) {
      events.accept(new Event.Listening(server.url(), stun.uri()));
      server
          .metricsPort()
          .ifPresent(at -> terminal.note("metrics: http://127.0.0.1:" + at + "/metrics"));
      return InterruptGuard.whileRunning(this::untilOutputIsLost, server::close);
    }
  }

  private ExitCode untilOutputIsLost() {
    Await.any(terminal.outputLost());
    throw new Failure(Kind.DISK, "standard output was closed", "");
  }

  private WebOptions options() {
    try {
      WebOptions options =
          new WebOptions(List.of(bindAddress()), port, publicHosts, RendezvousLimits.standard())
              .withTrustedProxies(trustedProxies.stream().map(Network::parse).toList())
              .withIceServers(iceServers.shared(terminal));
      if (openTokens != null) {
        options = options.withOpenTokens(SecretFile.readAll(openTokens, terminal));
      }
      if (metricsPort != null) {
        options = options.withMetricsPort(metricsPort);
      }
      return withTls(options);
    } catch (IllegalArgumentException e) {
      throw new Failure(Kind.USAGE, String.valueOf(e.getMessage()), "");
    }
  }

  private WebOptions withTls(WebOptions options) {
    Path chain = certificate;
    Path secret = key;
    if (chain == null && secret == null) {
      return options;
    }
    if (chain == null || secret == null) {
      throw new Failure(Kind.USAGE, "--tls-cert and --tls-key go together", "");
    }
    try {
      return options.withTls(Tls.load(chain, secret));
    } catch (IOException e) {
      throw new Failure(Kind.DISK, String.valueOf(e.getMessage()), "");
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
