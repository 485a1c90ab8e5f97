package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.CandidatePolicy;
import dev.sotto.messenger.RendezvousServer;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where to meet: at a server, ours or another's, on a direct connection or by hand. */
final class MeetingOptions {
  private static final String SERVER = "--server";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = SERVER,
      paramLabel = "URL",
      description =
          "Where to meet: http://HOST:PORT or https://HOST. Default: what the code says; who"
              + " invites is the server.")
  private @Nullable String server;

  @Mixin private final OwnServerOptions own = new OwnServerOptions();

  @Option(
      names = "--listen",
      paramLabel = "[ADDR:]PORT",
      description = "Let the other side come straight here, without a server.")
  private @Nullable String listen;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT",
      description = "Go straight to the other side, which listens.")
  private @Nullable String connect;

  @Option(names = "--manual", description = "Meet without a server: you carry a line each way.")
  private boolean manual;

  @Option(names = "--answer", description = "With --manual: the other side's line is first.")
  private boolean answer;

  @Option(names = "--no-input", description = "Never ask anything.")
  private boolean noInput;

  @Option(names = "--no-qr", description = "Draw no QR code of the link.")
  private boolean noQr;

  /** Whether people carry what is needed. */
  boolean manual() {
    return manual;
  }

  /** Whether the other side is the first to say something. */
  boolean answer() {
    return answer;
  }

  /** Whether nobody wants to be asked. */
  boolean noInput() {
    return noInput;
  }

  /** Whether a person is there to be asked. */
  boolean mayAsk(Terminal terminal, boolean json) {
    return terminal.interactive() && !noInput && !json;
  }

  /** Whether a person may be asked for a passphrase, which needs no stream of the program. */
  boolean mayAskForPassphrase(boolean json) {
    return !noInput && !json;
  }

  /** How a person can be asked for a code, who may have led standard output to a program. */
  CodeSource.Asking asking(Terminal terminal, boolean json) {
    if (mayAsk(terminal, json)) {
      return CodeSource.Asking.PROMPT;
    }
    if (noInput || json) {
      return CodeSource.Asking.NOBODY;
    }
    StandardStreams streams = terminal.terminals();
    return streams.input() && streams.notes() ? CodeSource.Asking.LINE : CodeSource.Asking.NOBODY;
  }

  /** Refuses what names or needs a code. */
  static void refuseCode(CodeArgument code, String why) {
    if (code.given()) {
      throw new Failure(Kind.USAGE, why, "");
    }
  }

  /**
   * Reads the arguments, and the code if one is given. Begins nothing, but may ask the local
   * network for the place of a code.
   *
   * @param code what they say about the code
   * @param codes where a code comes from
   * @param lines where the other side's line comes from
   * @param hosting for whom a server of our own is
   * @return how to meet, for the caller to close
   * @throws Failure when they make no sense, or there is no server
   */
  Meeting read(CodeArgument code, CodeSource codes, ManualLines lines, Hosting hosting) {
    refuseContradictions(code);
    if (manual || listen != null || connect != null) {
      PathOptions.requireRelay(hosting.connections().ice());
    }
    if (manual) {
      refuseCode(code, "--manual takes no code");
      return answer ? new Meeting.ManualAnswer(lines.offer()) : new Meeting.ManualOffer();
    }
    String address = listen;
    if (address != null) {
      refuseCode(code, "who listens makes the code");
      return new Meeting.Listen(HostPort.toListen(address), hosting.otherSide());
    }
    String other = connect;
    if (other != null) {
      HostPort place = HostPort.toConnect(other);
      GivenCode given = code.given() ? code.read(codes).orElseThrow() : codes.wanted();
      if (!given.code().room().equals("0")) {
        throw new Failure(Kind.USAGE, "this code is for a server", "name it with --server");
      }
      return new Meeting.Connect(place, given.code());
    }
    return atServer(code.read(codes), hosting);
  }

  private Meeting atServer(Optional<GivenCode> given, Hosting hosting) {
    Optional<URI> named = Optional.ofNullable(server).map(ServerUrl::parse);
    if (given.isPresent()) {
      return join(given.get(), named, hosting);
    }
    if (named.isPresent() && ownOption().isEmpty()) {
      return new Meeting.Invite(named.get(), hosting.otherSide(), !noQr);
    }
    if (isRelayOnly(hosting)) {
      throw new Failure(
          Kind.NO_PATH,
          "no server is named, and one of our own would tell this machine's address",
          "with --relay-only name a server with --server URL");
    }
    return new Meeting.Host(own.read(hosting), hosting.otherSide(), !noQr);
  }

  private static Meeting join(GivenCode given, Optional<URI> named, Hosting hosting) {
    if (given.code().room().equals("0")) {
      throw new Failure(
          Kind.USAGE, "this code is for a direct connection", "use --connect HOST:PORT");
    }
    RendezvousServer place =
        given
            .server()
            .or(() -> named.map(RendezvousServer::at))
            .or(() -> isRelayOnly(hosting) ? Optional.empty() : Nearby.find(given, hosting))
            .orElseThrow(MeetingOptions::nowhere);
    return new Meeting.Join(place, given.code());
  }

  private static boolean isRelayOnly(Hosting hosting) {
    return hosting.connections().ice().policy() == CandidatePolicy.RELAY_ONLY;
  }

  private static Failure nowhere() {
    return new Failure(
        Kind.NO_PATH,
        "this code does not say where it holds, and nobody on this network knows it",
        "ask for the code with its place (CODE@HOST:PORT) or name a server with --server URL");
  }

  private Optional<String> ownOption() {
    return OwnServerOptions.first(command.commandLine().getParseResult());
  }

  private void refuseContradictions(CodeArgument code) {
    boolean named = command.commandLine().getParseResult().hasMatchedOption(SERVER);
    List<String> ways =
        Stream.of(
                named ? SERVER : null,
                ownOption().orElse(null),
                listen == null ? null : "--listen",
                connect == null ? null : "--connect",
                manual ? "--manual" : null)
            .filter(Objects::nonNull)
            .toList();
    if (ways.size() > 1) {
      throw new Failure(
          Kind.USAGE, String.join(" and ", ways.subList(0, 2)) + " exclude each other", "");
    }
    if (code.contradicts()) {
      throw new Failure(Kind.USAGE, "two codes are given", "");
    }
    if (code.given() && ownOption().isPresent()) {
      throw new Failure(
          Kind.USAGE, ownOption().orElse("") + " is for who invites", "a code has its place");
    }
    if (answer && !manual) {
      throw new Failure(Kind.USAGE, "--answer is for --manual", "");
    }
  }
}
