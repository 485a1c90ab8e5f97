package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whom to meet, and where: a code or none, and a server, a direct connection or nothing at all. */
final class MeetingOptions {
  private static final String SERVER = "--server";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "CODE|LINK",
      description =
          "What the other side was shown; - to be asked for it. Others on this machine can see an"
              + " argument.")
  private @Nullable String code;

  @Option(
      names = "--code-file",
      paramLabel = "F",
      description = "Read the code from this file, or from standard input for -.")
  private @Nullable String codeFile;

  @Option(names = "--join", description = "Ask for a code instead of making an invitation.")
  private boolean join;

  @Option(
      names = SERVER,
      paramLabel = "URL",
      description = "Where to meet: http://HOST:PORT or https://HOST.")
  private @Nullable String server;

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

  /** Whether people carry what is needed. */
  boolean manual() {
    return manual;
  }

  /** Whether the other side is the first to say something. */
  boolean answer() {
    return answer;
  }

  /** Whether a person is there to be asked. */
  boolean mayAsk(Terminal terminal, boolean json) {
    return terminal.interactive() && !noInput && !json;
  }

  /** Refuses what names or needs a code. */
  void refuseCode(String why) {
    if (hasCode()) {
      throw new Failure(Kind.USAGE, why, "");
    }
  }

  /**
   * Reads the arguments, and the code if one is given.
   *
   * @param codes where a code comes from
   * @param lines where the other side's line comes from
   * @throws Failure when they make no sense, or there is no server
   */
  Meeting read(CodeSource codes, ManualLines lines) {
    refuseContradictions();
    if (manual) {
      refuseCode("--manual takes no code");
      return answer ? new Meeting.ManualAnswer(lines.offer()) : new Meeting.ManualOffer();
    }
    String address = listen;
    if (address != null) {
      refuseCode("who listens makes the code");
      return new Meeting.Listen(HostPort.toListen(address));
    }
    String other = connect;
    if (other != null) {
      HostPort place = HostPort.toConnect(other);
      GivenCode given = code(codes).orElseGet(codes::wanted);
      if (!given.code().room().equals("0")) {
        throw new Failure(Kind.USAGE, "this code is for a server", "name it with --server");
      }
      return new Meeting.Connect(place, given.code());
    }
    return atServer(codes);
  }

  private Meeting atServer(CodeSource codes) {
    Optional<URI> named = Optional.ofNullable(server).map(ServerUrl::parse);
    Optional<GivenCode> argument = code(codes);
    if (argument.isEmpty() && named.isEmpty()) {
      throw noServer();
    }
    Optional<GivenCode> given = argument.or(codes::perhaps);
    if (given.isEmpty()) {
      return new Meeting.Invite(named.orElseThrow(MeetingOptions::noServer));
    }
    if (given.get().code().room().equals("0")) {
      throw new Failure(
          Kind.USAGE, "this code is for a direct connection", "use --connect HOST:PORT");
    }
    URI place = given.get().server().or(() -> named).orElseThrow(MeetingOptions::noServer);
    return new Meeting.Join(place, given.get().code());
  }

  private static Failure noServer() {
    return new Failure(
        Kind.NO_PATH, "no server is named", "use --server URL, --listen, --connect or --manual");
  }

  private boolean hasCode() {
    return code != null || codeFile != null || join;
  }

  private Optional<GivenCode> code(CodeSource codes) {
    String argument = code;
    if (argument != null && !argument.equals("-")) {
      return Optional.of(codes.argument(argument));
    }
    String file = codeFile;
    if (file != null) {
      return Optional.of(codes.file(file));
    }
    return hasCode() ? Optional.of(codes.wanted()) : Optional.empty();
  }

  private void refuseContradictions() {
    boolean named = command.commandLine().getParseResult().hasMatchedOption(SERVER);
    List<String> ways =
        Stream.of(
                named ? SERVER : null,
                listen == null ? null : "--listen",
                connect == null ? null : "--connect",
                manual ? "--manual" : null)
            .filter(Objects::nonNull)
            .toList();
    if (ways.size() > 1) {
      throw new Failure(
          Kind.USAGE, String.join(" and ", ways.subList(0, 2)) + " exclude each other", "");
    }
    long codes = Stream.of(code, codeFile, join ? "" : null).filter(Objects::nonNull).count();
    if (codes > 1) {
      throw new Failure(Kind.USAGE, "two codes are given", "");
    }
    if (answer && !manual) {
      throw new Failure(Kind.USAGE, "--answer is for --manual", "");
    }
  }
}
