package dev.sotto.cli;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code sotto CODE}: who has nothing but a code wants to receive. */
final class BareCode {
  private static final String RECEIVE = "receive";
  private static final Pattern CODE = Pattern.compile("\\s*\\d{1,9}[\\s-].*");
  private static final Pattern LINK = Pattern.compile("(?i)\\s*https?://[^#]*#.*");

  private BareCode() {}

  /**
   * Names the command where only a code is.
   *
   * @param arguments as the shell gave them
   * @param commands the names of all commands
   * @return the arguments with a command
   */
  static String[] toCommand(String[] arguments, Set<String> commands) {
    if (arguments.length == 0 || commands.contains(arguments[0]) || !isCode(arguments[0])) {
      return arguments;
    }
    return Stream.concat(Stream.of(RECEIVE), Stream.of(arguments)).toArray(String[]::new);
  }

  /** Whether a word can be meant to be a code or a link. */
  static boolean isCode(String argument) {
    return CODE.matcher(argument).matches() || LINK.matcher(argument).matches();
  }
}
