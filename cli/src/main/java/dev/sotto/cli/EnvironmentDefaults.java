package dev.sotto.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that may be set in the environment: {@code --ice-server} by {@code SOTTO_ICE_SERVER}. The
 * command line goes before it; an empty variable is none.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final Set<String> MIRRORED =
      Set.of(
          "--server",
          "--name",
          "--plain",
          "--with",
          "--public",
          "--tls",
          "--no-qr",
          "--no-input",
          "--quiet",
          "--json",
          "--verbose",
          "--words",
          "--config-dir",
          "--ice-server",
          "--turn-username",
          "--turn-password-file",
          "--turn-secret-file",
          "--relay-only",
          "--direct-only",
          "--no-port-mapping",
          "--interface",
          "--port-range",
          "--hide-addresses");

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The variables that are heeded. */
  static List<String> variables() {
    return MIRRORED.stream().map(EnvironmentDefaults::variable).toList();
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !MIRRORED.contains(option.longestName())) {
      return null;
    }
    String value = environment.getOrDefault(variable(option.longestName()), "");
    if (value.isEmpty()) {
      return null;
    }
    return option.arity().max() == 0 ? truth(value) : value;
  }

  private static String variable(String option) {
    return "SOTTO_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** What else it may be is refused by whoever reads it. */
  private static String truth(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> "true";
      case "0", "false", "no", "off" -> "false";
      default -> value;
    };
  }
}
