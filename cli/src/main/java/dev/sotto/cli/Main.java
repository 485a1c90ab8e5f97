package dev.sotto.cli;

/** The command {@code sotto}. */
public final class Main {
  private Main() {}

  /**
   * Runs the command line and exits the process with its exit code.
   *
   * @param arguments the arguments as the shell gave them
   */
  public static void main(String[] arguments) {
    System.exit(Sotto.run(Terminal.ofProcess(), arguments));
  }
}
