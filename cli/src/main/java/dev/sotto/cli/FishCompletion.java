package dev.sotto.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the shell fish has to know to complete commands and options. */
final class FishCompletion {
  private final StringBuilder script = new StringBuilder();

  private FishCompletion() {}

  /** Writes the script for a command with commands. */
  static String of(CommandLine root) {
    FishCompletion completion = new FishCompletion();
    String name = root.getCommandName();
    completion.script.append("complete -c ").append(name).append(" -f\n");
    completion.options(root, name, "__fish_use_subcommand");
    completion.commands(root, name, "__fish_use_subcommand");
    return completion.script.toString();
  }

  private void commands(CommandLine parent, String root, String condition) {
    for (Map.Entry<String, CommandLine> each : new TreeMap<>(parent.getSubcommands()).entrySet()) {
      String name = each.getKey();
      CommandLine command = each.getValue();
      line(root, condition, "-a " + name, ManPage.first(command.getCommandSpec()));
      String within = "__fish_seen_subcommand_from " + name;
      options(command, root, within);
      if (!command.getSubcommands().isEmpty()) {
        commands(command, root, within);
      }
      boolean takesFiles =
          command.getCommandSpec().positionalParameters().stream()
              .anyMatch(it -> it.type() == Path.class || it.auxiliaryTypes()[0] == Path.class);
      if (takesFiles) {
        line(root, within, "-F", "");
      }
    }
  }

  private void options(CommandLine command, String root, String condition) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.hidden()) {
        continue;
      }
      StringBuilder names = new StringBuilder();
      for (String name : option.names()) {
        names.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
        names.append(' ');
      }
      boolean file = option.type() == Path.class || option.paramLabel().equals("F");
      String value = option.arity().max() == 0 ? "" : file ? "-r -F" : "-x";
      line(root, condition, (names + value).strip(), ManPage.first(option));
    }
  }

  private void line(String root, String condition, String what, String description) {
    script.append("complete -c ").append(root).append(" -n ").append(quoted(condition));
    script.append(' ').append(what);
    if (!description.isEmpty()) {
      script.append(" -d ").append(quoted(description));
    }
    script.append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
