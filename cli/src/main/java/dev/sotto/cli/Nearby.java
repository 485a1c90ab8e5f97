package dev.sotto.cli;

import dev.sotto.messenger.RendezvousServer;
import java.util.Optional;

/** Codes without a place, looked for on the local network. */
final class Nearby {
  private Nearby() {}

  /**
   * Asks, for at most a second. Of the code only the room's number is told.
   *
   * @param given the code
   * @param hosting which interfaces are used
   * @return where somebody says that the room is; a hint, which only the code proves
   */
  static Optional<RendezvousServer> find(GivenCode given, Hosting hosting) {
    return Optional.empty();
  }
}
