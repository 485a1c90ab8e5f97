package dev.sotto.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The ways to give a code, of commands that take nothing else as an argument. */
final class CodeOptions {
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

  /**
   * What was said.
   *
   * @param absent what happens when there is no code
   */
  CodeArgument read(CodeArgument.Absent absent) {
    return new CodeArgument(code, codeFile, join, absent);
  }
}
