package dev.sotto.cli;

import java.io.Console;
import java.util.Optional;

/** Asks a person for a passphrase, which is not shown while it is typed. */
@FunctionalInterface
interface PassphraseQuestion {
  /**
   * Asks.
   *
   * @param question what to show before
   * @return what was typed, to be overwritten after use; empty when there is nobody to ask
   */
  Optional<char[]> ask(String question);

  /** The console of the process, if it has one. */
  static PassphraseQuestion ofConsole() {
    Optional<Console> console = Optional.ofNullable(System.console());
    return question -> console.map(it -> it.readPassword("%s: ", question));
  }

  /** The console, or where a stream leads elsewhere the terminal all the same. */
  static PassphraseQuestion ofTerminal(Terminal terminal) {
    return terminal.interactive() ? ofConsole() : new ControllingTerminal();
  }
}
