package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How others reach the server that an inviter is itself. */
final class OwnServerOptions {
  private static final String PUBLIC = "--public";
  private static final String TLS = "--tls";
  private static final String PORT = "--port";

  @Option(
      names = PUBLIC,
      description =
          "Be reached from the Internet too: has the gateway open a port. Without --tls the page is"
              + " not served there.")
  private boolean open;

  @Option(
      names = TLS,
      description =
          "Serve the page over HTTPS, with a certificate made for this meeting; a browser warns of"
              + " it and shows its fingerprint.")
  private boolean tls;

  @Option(
      names = PORT,
      paramLabel = "N",
      description = "Port to be reached at when inviting without a server. Default: a free one.")
  private @Nullable Integer port;

  /** The first of them that is on the command line; the environment only says how, if at all. */
  static Optional<String> first(ParseResult line) {
    return Stream.of(PUBLIC, TLS, PORT).filter(line::hasMatchedOption).findFirst();
  }

  /** The server, which is not started. */
  OwnServer read(Hosting hosting) {
    Integer chosen = port;
    if (chosen != null) {
      Ports.check(chosen);
    }
    if (open && hosting.connections().portMapping().isEmpty()) {
      throw new Failure(
          Kind.USAGE, PUBLIC + " needs a gateway that may be asked", "leave --no-port-mapping out");
    }
    return new OwnServer(hosting, chosen == null ? 0 : chosen, tls, open);
  }
}
