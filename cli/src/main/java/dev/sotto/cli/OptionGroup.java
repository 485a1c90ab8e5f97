package dev.sotto.cli;

import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What some options are about.
 *
 * @param title what they are headed with
 * @param names the longest name of each, in the order in which they are shown
 */
record OptionGroup(String title, List<String> names) {
  /** All of them, in the order in which people look for them. */
  static final List<OptionGroup> ALL =
      List.of(
          new OptionGroup(
              "Meeting",
              List.of(
                  "--join",
                  "--invite",
                  "--code-file",
                  "--server",
                  "--listen",
                  "--connect",
                  "--manual",
                  "--answer",
                  "--sdp")),
          new OptionGroup("Files", List.of("--output", "--yes", "--overwrite")),
          new OptionGroup(
              "Input and output",
              List.of(
                  "--stay",
                  "--both",
                  "--no-input",
                  "--no-qr",
                  "--plain",
                  "--quiet",
                  "--json",
                  "--verbose")),
          new OptionGroup(
              "Identity",
              List.of("--name", "--with", "--words", "--undo", "--passphrase", "--config-dir")),
          new OptionGroup(
              "Serving",
              List.of(
                  "--bind",
                  "--port",
                  "--public",
                  "--public-host",
                  "--tls",
                  "--tls-cert",
                  "--tls-key",
                  "--trusted-proxy",
                  "--open-token-file",
                  "--metrics-port",
                  "--redis",
                  "--redis-password-file",
                  "--redis-ca-file")),
          new OptionGroup(
              "Connection",
              List.of(
                  "--relay-only",
                  "--direct-only",
                  "--hide-addresses",
                  "--interface",
                  "--port-range",
                  "--no-port-mapping",
                  "--ice-server",
                  "--turn-username",
                  "--turn-password-file",
                  "--turn-secret-file")),
          new OptionGroup("Help", List.of("--help", "--version")));

  /** Those of some options that belong to the group. */
  List<OptionSpec> of(List<OptionSpec> options) {
    return options.stream()
        .filter(option -> !option.hidden() && names.contains(option.longestName()))
        .sorted(Comparator.comparingInt(option -> names.indexOf(option.longestName())))
        .toList();
  }
}
