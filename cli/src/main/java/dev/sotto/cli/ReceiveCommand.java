package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.peer.PeerConfiguration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sotto receive}. */
@Command(
    name = "receive",
    description = "Receive files and folders from another machine, directly, end to end encrypted.",
    customSynopsis = {
      "  sotto receive                ask for the code, show what is offered, ask",
      "  sotto receive --invite       make the code here, for a page or sotto send",
      "  sotto receive --yes --output in --code-file F",
      "                               for a script",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Nothing is ever overwritten without --overwrite: a.txt becomes a (1).txt.",
      "What was cut off goes on where it stopped when the same is sent again into the",
      "same place."
    })
final class ReceiveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final CodeOptions codes = new CodeOptions();
  @Mixin private final MeetingOptions meetings = new MeetingOptions();
  @Mixin private final PersonOptions person = new PersonOptions();
  @Mixin private final PathOptions ways = new PathOptions();
  @Mixin private final ReceivingOptions receiving = new ReceivingOptions();

  @Option(names = "--invite", description = "Make a code instead of asking for one.")
  private boolean invite;

  ReceiveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    boolean mayAsk = meetings.mayAsk(terminal, common.json());
    ReceiveRun run =
        new ReceiveRun(
            events,
            terminal,
            receiving.destination(),
            receiving.yes()
                ? ReceiveRun.Asking.ACCEPT
                : mayAsk ? ReceiveRun.Asking.PERSON : ReceiveRun.Asking.NOBODY,
            System::nanoTime);
    PeerConfiguration connections = ways.configuration(PeerConfiguration.defaults(), terminal);
    Encounter.Plan plan =
        new Encounter.Plan(
            code(),
            "send --join - PATH...",
            EnumSet.of(Ability.CHAT, Ability.FILES),
            connections,
            true);
    try (Encounter met =
        new Encounter.Arguments(common, meetings, person, Optional.of(receiving))
            .begin(terminal, events, plan, run)) {
      SessionWatch watch = new SessionWatch(met.session(), terminal.outputLost());
      return InterruptGuard.whileRunning(
          () -> common.redrawing(terminal, () -> receive(met, watch, run, events)),
          met.interruption(
              () ->
                  terminal.note(
                      "Stopped; what has arrived is kept. To go on, run sotto receive again, with"
                          + " a new code")));
    }
  }

  private ExitCode receive(Encounter met, SessionWatch watch, ReceiveRun run, EventSink events) {
    if (met.answerExpected()) {
      CarriedAnswer.take(watch, met.input(), events, meetings.mayAsk(terminal, common.json()));
    }
    return run.run(watch, met.told(), met.input());
  }

  private CodeArgument code() {
    CodeArgument code = codes.read(invite ? CodeArgument.Absent.INVITE : CodeArgument.Absent.ASK);
    if (invite && code.given()) {
      throw new Failure(Kind.USAGE, "--invite makes a code and takes none", "");
    }
    return code;
  }
}
