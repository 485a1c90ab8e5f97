package dev.sotto.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code sotto man}. */
@Command(
    name = "man",
    description = "Print the manual page.",
    customSynopsis = {
      "  sotto man | man -l -                                  read it",
      "  sotto man > ~/.local/share/man/man1/sotto.1           keep it",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n")
final class ManCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec command = CommandSpec.create();

  ManCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ManPage.of(command.root().commandLine()).lines().forEach(terminal::data);
    return ExitCode.DONE.status();
  }
}
