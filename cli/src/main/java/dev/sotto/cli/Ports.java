package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;

/** Port numbers as arguments. */
final class Ports {
  private static final int MAX = 65_535;

  private Ports() {}

  /** Refuses what is no port. */
  static void check(int port) {
    if (port < 0 || port > MAX) {
      throw new Failure(Kind.USAGE, "not a port: " + port, "a port is 0 to " + MAX);
    }
  }
}
