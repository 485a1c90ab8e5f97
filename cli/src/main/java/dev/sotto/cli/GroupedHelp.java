package dev.sotto.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;

/** Has {@code --help} show options by what they are about instead of by the alphabet. */
final class GroupedHelp {
  private GroupedHelp() {}

  /** Sets a command and all of its commands up. */
  static void setUp(CommandLine line) {
    line.getHelpSectionMap().remove(SECTION_KEY_OPTION_LIST_HEADING);
    line.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, GroupedHelp::groups);
    line.getSubcommands().values().forEach(GroupedHelp::setUp);
  }

  private static String groups(Help help) {
    List<OptionSpec> all = help.commandSpec().options();
    StringBuilder text = new StringBuilder();
    for (OptionGroup group : OptionGroup.ALL) {
      List<OptionSpec> options = group.of(all);
      if (!options.isEmpty()) {
        text.append(System.lineSeparator()).append(group.title()).append(':');
        text.append(System.lineSeparator()).append(list(help, all, options));
      }
    }
    return text.toString();
  }

  /** The columns are those for all options, so that they are the same in every group. */
  private static String list(Help help, List<OptionSpec> all, List<OptionSpec> options) {
    Layout layout = help.createDefaultLayout(all, List.of(), help.colorScheme());
    IParamLabelRenderer labels = help.parameterLabelRenderer();
    options.forEach(option -> layout.addOption(option, labels));
    return layout.toString();
  }
}
