package dev.sotto.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code sotto completion}. */
@Command(
    name = "completion",
    description = "Print a script that has a shell complete commands and options.",
    customSynopsis = {
      "  source <(sotto completion bash)    in ~/.bashrc",
      "  source <(sotto completion zsh)     in ~/.zshrc, after compinit",
      "  sotto completion fish | source     in ~/.config/fish/config.fish",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    parameterListHeading = "%n")
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  /** In lower case, as they are written. */
  private enum Shell {
    bash,
    zsh,
    fish
  }

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine sotto = command.root().commandLine();
    String script =
        shell == Shell.fish ? FishCompletion.of(sotto) : AutoComplete.bash("sotto", sotto);
    script.lines().forEach(terminal::data);
    return ExitCode.DONE.status();
  }
}
