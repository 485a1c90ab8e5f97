package dev.sotto.interop.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace: a shell inside one, which does as it is told. The namespace has no name and
 * ends with its last process; the shell ends when we do. Safe for use by several threads.
 */
public final class Namespace implements AutoCloseable {
  private static final String END_OF_OUTPUT = "end-of-output-";

  private final Process shell;
  private final BufferedWriter input;
  private final BufferedReader output;

  private Namespace(Process shell) {
    this.shell = shell;
    this.input = shell.outputWriter(UTF_8);
    this.output = shell.inputReader(UTF_8);
  }

  /**
   * Makes a namespace that has nothing but loopback.
   *
   * @return the namespace
   */
  public static Namespace create() {
    try {
      Process shell =
          new ProcessBuilder("unshare", "--net", "sh").redirectErrorStream(true).start();
      Namespace created = new Namespace(shell);
      try {
        created.run("ip link set lo up");
        return created;
      } catch (IllegalStateException e) {
        created.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs commands of the shell inside, up to the first that fails.
   *
   * @param script the commands
   * @return what they have printed
   * @throws IllegalStateException when one failed
   */
  public synchronized String run(String script) {
    try {
      input.write(
          "(\nset -e\n"
              + script
              + "\n) </dev/null; exit=$?; echo; echo "
              + END_OF_OUTPUT
              + "$exit\n");
      input.flush();
      StringBuilder printed = new StringBuilder();
      for (String line; (line = output.readLine()) != null; ) {
        if (line.startsWith(END_OF_OUTPUT)) {
          if (line.equals(END_OF_OUTPUT + "0")) {
            return printed.toString().strip();
          }
          break;
        }
        printed.append(line).append('\n');
      }
      throw new IllegalStateException("failed in a namespace: " + script + "\n" + printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What has to be started for a program to run inside, as the same process.
   *
   * @param command the program and its arguments
   * @return the command that enters the namespace and becomes the program
   */
  public List<String> enter(List<String> command) {
    List<String> entering = new ArrayList<>();
    entering.add("nsenter");
    entering.add("--net=/proc/" + pid() + "/ns/net");
    entering.addAll(command);
    return entering;
  }

  /** The process by which others can refer to this namespace: {@code ip link ... netns PID}. */
  long pid() {
    return shell.pid();
  }

  /** Ends the shell. What else runs inside is to be ended by who started it. */
  @Override
  public void close() {
    shell.destroyForcibly().onExit().join();
  }
}
