package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, and what was perhaps meant. */
final class UsageWords {
  /** How many letters a slip may be away from what was meant. */
  private static final int SLIP = 2;

  private UsageWords() {}

  /** Puts it in words. */
  static Failure of(ParameterException e) {
    String help = "see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException it && !it.getUnmatched().isEmpty()) {
      return unmatched(it, help);
    }
    if (e instanceof MissingParameterException it && !it.getMissing().isEmpty()) {
      return usage(missing(it.getMissing().get(0)), help);
    }
    if (e.getArgSpec() instanceof OptionSpec option && isNumber(option) && e.getValue() != null) {
      return usage(option.longestName() + " takes a number, not " + e.getValue(), help);
    }
    String message = String.valueOf(e.getMessage());
    return usage(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1), help);
  }

  private static Failure unmatched(UnmatchedArgumentException e, String help) {
    CommandLine line = e.getCommandLine();
    String word = e.getUnmatched().get(0);
    if (e.isUnknownOption()) {
      List<String> names =
          line.getCommandSpec().options().stream()
              .flatMap(option -> Arrays.stream(option.names()))
              .toList();
      String name = word.replaceFirst("=.*", "");
      return usage("no option " + name, perhaps(name, names, "", help));
    }
    Collection<String> commands = line.getSubcommands().keySet();
    return commands.isEmpty()
        ? usage("one argument too many: " + word, help)
        : usage(
            "no command " + word,
            perhaps(word, commands, line.getCommandSpec().qualifiedName() + " ", help));
  }

  private static String missing(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " needs a value: " + option.paramLabel()
        : "missing: " + argument.paramLabel() + ", " + words(argument);
  }

  private static String words(ArgSpec argument) {
    String first = String.join(" ", argument.description()).replaceFirst("\\..*", "");
    return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1);
  }

  private static boolean isNumber(OptionSpec option) {
    return option.type() == int.class || option.type() == Integer.class;
  }

  private static String perhaps(
      String word, Collection<String> names, String before, String otherwise) {
    Optional<String> nearest =
        names.stream()
            .filter(name -> distance(word, name) <= Math.min(SLIP, name.length() / 2))
            .min(Comparator.comparingInt(name -> distance(word, name)));
    return nearest.map(it -> "perhaps it is " + before + it + "; " + otherwise).orElse(otherwise);
  }

  /** How many letters have to be put in, left out or changed. */
  private static int distance(String one, String other) {
    int[] above = new int[other.length() + 1];
    Arrays.setAll(above, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[other.length()];
  }

  private static Failure usage(String message, String hint) {
    return new Failure(Kind.USAGE, message, hint);
  }
}
