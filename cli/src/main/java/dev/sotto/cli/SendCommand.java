package dev.sotto.cli;

import dev.sotto.files.FileTree;
import dev.sotto.files.FilesException;
import dev.sotto.files.LeftOut;
import dev.sotto.messenger.Ability;
import dev.sotto.peer.PeerConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code sotto send}. */
@Command(
    name = "send",
    description = "Send files and folders to another machine, directly, end to end encrypted.",
    customSynopsis = {
      "  sotto send photo.jpg           invite: a page, or sotto receive there",
      "  sotto send notes/ a.txt        folders go with all that is in them",
      "  sotto send --join CODE a.txt   to somebody who runs sotto receive --invite",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Ends with 0 only when all that was accepted is verified and in its place.",
      "What was cut off goes on where it stopped when the same is sent again."
    })
final class SendCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders.")
  private List<Path> paths = List.of();

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final MeetingOptions meetings = new MeetingOptions();
  @Mixin private final PersonOptions person = new PersonOptions();
  @Mixin private final PathOptions ways = new PathOptions();

  @Option(
      names = "--join",
      paramLabel = "CODE|LINK",
      description =
          "Go to somebody who invited; - to be asked for the code. Other users can see"
              + " an argument.")
  private @Nullable String join;

  @Option(
      names = "--code-file",
      paramLabel = "F",
      description = "Read the code from this file, or from standard input for -.")
  private @Nullable String codeFile;

  SendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    check();
    PeerConfiguration connections = ways.configuration(PeerConfiguration.defaults(), terminal);
    Encounter.Plan plan =
        new Encounter.Plan(
            new CodeArgument(join, codeFile, false, CodeArgument.Absent.INVITE),
            "receive",
            Set.of(Ability.CHAT),
            connections,
            true);
    try (Encounter met =
        new Encounter.Arguments(common, meetings, person, Optional.empty())
            .begin(terminal, events, plan, Arrivals.NONE)) {
      SessionWatch watch = new SessionWatch(met.session(), terminal.outputLost());
      return InterruptGuard.whileRunning(
          () -> common.redrawing(terminal, () -> send(met, watch, events)),
          met.interruption(
              () -> terminal.note("Stopped; to go on where it was, send the same again")));
    }
  }

  private ExitCode send(Encounter met, SessionWatch watch, EventSink events) {
    if (met.answerExpected()) {
      CarriedAnswer.take(watch, met.input(), events, meetings.mayAsk(terminal, common.json()));
    }
    return new SendRun(watch, met.told(), events, System::nanoTime).run(paths);
  }

  /** Before anybody is invited: what cannot be sent is said now, what is left out too. */
  private void check() {
    try {
      for (LeftOut left : FileTree.scan(paths).leftOut()) {
        terminal.warning(left.path() + " is not sent: " + words(left.reason()), "");
      }
    } catch (FilesException e) {
      Failure failure = Failure.ofSending(e);
      boolean code = paths.stream().anyMatch(path -> BareCode.isCode(path.toString()));
      throw code && e.kind() == FilesException.Kind.GONE
          ? new Failure(
              failure.kind(), failure.what(), "a code is given with --join, or when asked")
          : failure;
    }
  }

  private static String words(LeftOut.Reason reason) {
    return switch (reason) {
      case LINK -> "it is a symbolic link";
      case SPECIAL -> "it is neither a file nor a folder";
      case UNREADABLE -> "it cannot be read";
    };
  }
}
