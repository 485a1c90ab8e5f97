package dev.sotto.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where the identity and the contacts are, unless the user says otherwise. */
final class ConfigDirectory {
  private static final String NAME = "sotto";

  private ConfigDirectory() {}

  /**
   * Tells where, for this user on this system.
   *
   * @param named what {@code --config-dir} or {@code SOTTO_CONFIG_DIR} says
   * @return a directory, which need not exist
   */
  static Path of(Optional<Path> named) {
    return named.orElseGet(
        () ->
            usual(
                System.getenv(),
                System.getProperty("os.name", ""),
                Path.of(System.getProperty("user.home", "."))));
  }

  /**
   * Tells where on a system of this kind.
   *
   * @param environment the variables of the process
   * @param system its name, as Java tells it
   * @param home the directory of the user
   */
  static Path usual(Map<String, String> environment, String system, Path home) {
    String lower = system.toLowerCase(Locale.ROOT);
    if (lower.startsWith("windows")) {
      return from(environment, "APPDATA").orElse(home).resolve(NAME);
    } else if (lower.startsWith("mac")) {
      return home.resolve("Library").resolve("Application Support").resolve(NAME);
    }
    return from(environment, "XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve(NAME);
  }

  /** A relative one is to be ignored, says the XDG Base Directory Specification. */
  private static Optional<Path> from(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }
}
