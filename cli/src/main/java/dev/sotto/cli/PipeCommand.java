package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.peer.PeerConfiguration;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sotto pipe}. */
@Command(
    name = "pipe",
    description = "Connect standard input here to standard output there, both ways.",
    customSynopsis = {
      "  tar c photos | sotto pipe    make an invitation; what is read goes there",
      "  sotto pipe --join | tar x    ask for the code, and take it",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Standard output carries the other side's bytes and nothing else; codes, notes",
      "and the events of --json are on standard error. A terminal as standard input",
      "sends nothing."
    })
final class PipeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final CodeOptions codes = new CodeOptions();
  @Mixin private final MeetingOptions meetings = new MeetingOptions();
  @Mixin private final PersonOptions person = new PersonOptions();
  @Mixin private final PathOptions ways = new PathOptions();

  @Option(
      names = "--both",
      description =
          "Wait for the end of standard input even if the other side's stream has ended and nothing"
              + " was read.")
  private boolean both;

  PipeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal.withoutOutput(), this::run);
  }

  private ExitCode run(EventSink events) {
    Terminal words = terminal.withoutOutput();
    boolean hasSource = !terminal.terminals().input();
    PipeRun run =
        new PipeRun(
            hasSource ? Optional.of(terminal.input()) : Optional.<InputStream>empty(),
            // Not the stream of words, which would keep silent when nobody reads it.
            new FileOutputStream(FileDescriptor.out),
            events,
            both);
    PeerConfiguration connections = ways.configuration(PeerConfiguration.defaults(), words);
    Encounter.Plan plan =
        new Encounter.Plan(code(hasSource), "pipe --join", Set.of(Ability.PIPE), connections, true);
    try (Encounter met =
        new Encounter.Arguments(common, meetings, person, Optional.empty())
            .begin(words, events, plan, run)) {
      SessionWatch watch = new SessionWatch(met.session(), terminal.outputLost());
      return InterruptGuard.whileRunning(() -> run.run(watch, met.told()), met.interruption());
    }
  }

  private CodeArgument code(boolean hasSource) {
    if (meetings.manual()) {
      throw new Failure(Kind.USAGE, "--manual is not for pipe", "standard input is data there");
    }
    CodeArgument code = codes.read(CodeArgument.Absent.INVITE);
    boolean fromInput = code.ask() || "-".equals(code.text()) || "-".equals(code.file());
    if (hasSource && fromInput) {
      throw new Failure(
          Kind.USAGE, "standard input is data here and cannot hold the code", "use --code-file F");
    }
    return code;
  }
}
