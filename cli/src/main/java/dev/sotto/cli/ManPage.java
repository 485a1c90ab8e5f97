package dev.sotto.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page, from the same model as {@code --help}, in the language of {@code man}. */
final class ManPage {
  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /** Writes the page of a command with commands. */
  static String of(CommandLine root) {
    ManPage manual = new ManPage();
    CommandSpec sotto = root.getCommandSpec();
    manual.line(".TH SOTTO 1");
    manual.section("NAME");
    manual.text("sotto - " + first(sotto));
    manual.section("EXAMPLES");
    manual.example(sotto);
    manual.section("OPTIONS");
    manual.arguments(sotto);
    manual.section("COMMANDS");
    manual.commands(root, "sotto");
    manual.section("EXIT STATUS");
    manual.plain(String.join(" ", sotto.usageMessage().footer()));
    manual.section("ENVIRONMENT");
    manual.plain(
        EnvironmentDefaults.variables().stream().sorted().collect(Collectors.joining(", ")));
    manual.plain(
        "stand for the options of the same names; what is on the command line goes before."
            + " NO_COLOR and TERM=dumb keep from colours.");
    return manual.page.toString();
  }

  /** The first sentence about a command. */
  static String first(CommandSpec command) {
    return Arrays.stream(command.usageMessage().description()).findFirst().orElse("");
  }

  /** What an option or parameter is for. */
  static String first(ArgSpec argument) {
    return words(argument);
  }

  private void commands(CommandLine parent, String prefix) {
    for (Map.Entry<String, CommandLine> each : new TreeMap<>(parent.getSubcommands()).entrySet()) {
      CommandSpec command = each.getValue().getCommandSpec();
      String name = prefix + " " + each.getKey();
      line(".SS " + escaped(name));
      plain(String.join(" ", command.usageMessage().description()));
      example(command);
      arguments(command);
      if (command.usageMessage().footer().length > 0) {
        line(".PP");
        text(String.join(" ", command.usageMessage().footer()));
      }
      commands(each.getValue(), name);
    }
  }

  private void example(CommandSpec command) {
    String[] lines = command.usageMessage().customSynopsis();
    if (lines.length > 0) {
      line(".PP");
      line(".nf");
      Arrays.stream(lines).forEach(this::text);
      line(".fi");
    }
  }

  private void arguments(CommandSpec command) {
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      entry("\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter);
    }
    for (OptionGroup group : OptionGroup.ALL) {
      List<OptionSpec> options = group.of(command.options());
      if (!options.isEmpty()) {
        line(".PP");
        line(group.title() + ":");
        options.forEach(this::option);
      }
    }
  }

  private void option(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(name -> "\\fB" + escaped(name) + "\\fR")
            .collect(Collectors.joining(", "));
    String value = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
    entry(names + value, option);
  }

  private void entry(String head, ArgSpec argument) {
    line(".TP");
    line(head);
    text(words(argument));
  }

  private static String words(ArgSpec argument) {
    String text = String.join(" ", argument.description());
    String value = argument.defaultValueString(true);
    String candidates =
        argument.completionCandidates() == null
            ? ""
            : String.join(", ", argument.completionCandidates());
    return Ansi.OFF
        .string(text)
        .replace("${DEFAULT-VALUE}", value)
        .replace("${COMPLETION-CANDIDATES}", candidates)
        .replace("%%", "%");
  }

  private void section(String name) {
    line(".SH " + name);
  }

  private void plain(String text) {
    line(".PP");
    text(text);
  }

  private void text(String text) {
    String safe = escaped(text);
    // A dot or a quote at the start would be a command.
    line(safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe);
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
