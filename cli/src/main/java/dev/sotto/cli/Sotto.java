package dev.sotto.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sotto}, which shows its help without one of its commands. */
@Command(
    name = "sotto",
    description = "Chat, files and streams between two machines, directly, end to end encrypted.",
    customSynopsis = {
      "  sotto demo                  chat with a browser on this machine",
      "  sotto chat                  invite somebody to chat, or join with a code",
      "  sotto send photo.jpg        send files or folders; the other side gets a code",
      "  sotto receive               get what somebody sends, with their code",
      "  tar c . | sotto pipe        connect two programs",
      "  sotto serve                 run a rendezvous server and its page",
      "  sotto diagnose              find out what this network permits",
      "  sotto contacts list         whom you have met",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%n",
    footer = {
      "sotto COMMAND --help tells more about a command.",
      "Exit codes: 0 done, 2 usage, 3 refused, 4 wrong code or identity,",
      "5 no path or server, 6 interrupted, 7 integrity, 8 disk or file, 9 protocol,",
      "70 our bug, 130 Ctrl-C."
    },
    versionProvider = Sotto.Version.class)
final class Sotto implements Callable<Integer> {
  @Spec private CommandSpec specification = CommandSpec.create();

  private Sotto() {}

  /**
   * Runs a command line in the environment of the process.
   *
   * @param terminal where everything is read and written
   * @param arguments the arguments as the shell gave them
   * @return the exit code
   */
  static int run(Terminal terminal, String... arguments) {
    return run(terminal, System.getenv(), arguments);
  }

  /**
   * Runs a command line.
   *
   * @param terminal where everything is read and written
   * @param environment the variables that stand for options
   * @param arguments the arguments as the shell gave them
   * @return the exit code
   */
  static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    CommandLine line = new CommandLine(new Sotto());
    line.addSubcommand(new DemoCommand(terminal));
    line.addSubcommand(new ChatCommand(terminal));
    line.addSubcommand(new SendCommand(terminal));
    line.addSubcommand(new ReceiveCommand(terminal));
    line.addSubcommand(new PipeCommand(terminal));
    line.addSubcommand(new ServeCommand(terminal));
    line.addSubcommand(new DiagnoseCommand(terminal));
    line.addSubcommand(new ContactsCommand(terminal));
    line.addSubcommand(new IdentityCommand(terminal, PassphraseQuestion.ofTerminal(terminal)));
    line.addSubcommand(new CompletionCommand(terminal));
    line.addSubcommand(new ManCommand(terminal));
    EnvironmentDefaults defaults = new EnvironmentDefaults(environment);
    line.setDefaultValueProvider(defaults);
    addStandardOptions(line);
    GroupedHelp.setUp(line);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setOut(writer(terminal, terminal.output()));
    line.setErr(writer(terminal, terminal.notes()));
    line.setParameterExceptionHandler((e, all) -> refuse(terminal, defaults, e, all));
    return line.execute(BareCode.toCommand(arguments, line.getSubcommands().keySet()));
  }

  @Override
  public Integer call() {
    CommandLine line = specification.commandLine();
    line.usage(line.getErr());
    return ExitCode.USAGE.status();
  }

  /** Tells the version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "sotto " + Build.version(),
        "build " + Build.commit(),
        "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
      };
    }
  }

  private static void addStandardOptions(CommandLine line) {
    line.getCommandSpec().mixinStandardHelpOptions(true);
    line.getSubcommands().values().forEach(Sotto::addStandardOptions);
  }

  private static PrintWriter writer(Terminal terminal, PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, terminal.charset()), true);
  }

  private static int refuse(
      Terminal terminal, EnvironmentDefaults defaults, ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    @Nullable OptionSpec option = command.getCommandSpec().findOption("--json");
    boolean json =
        Arrays.asList(arguments).contains("--json")
            || (option != null && "true".equals(defaults.defaultValue(option)));
    // What a pipe writes to standard output is the other side's, and nothing else.
    Terminal where =
        command.getCommand() instanceof PipeCommand ? terminal.withoutOutput() : terminal;
    (json ? new JsonEvents(where) : new HumanEvents(where, false))
        .accept(new Event.Problem(UsageWords.of(e)));
    return ExitCode.USAGE.status();
  }
}
