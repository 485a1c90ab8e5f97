package dev.sotto.cli;

import java.util.Optional;

/** What a person who chats has entered: a line to be sent, or a command. */
sealed interface Entered {
  /** What {@code /help} shows. */
  String HELP =
      """
      /verify          show the words to compare; /verify yes or /verify no says whether they fit
      /trust NAME      remember the other side's key under a name
      /path            show which way the messages take
      /quit            leave the chat
      //...            send a line that starts with a slash""";

  /** A line for the other side. */
  record Line(String text) implements Entered {}

  /** Show the phrase. */
  record ShowPhrase() implements Entered {}

  /** The phrase was compared. */
  record Compared(boolean same) implements Entered {}

  /** Remember the other side's key. */
  record Trust(String name) implements Entered {}

  /** Show the path. */
  record ShowPath() implements Entered {}

  /** Leave. */
  record Quit() implements Entered {}

  /** Show what can be entered. */
  record Help() implements Entered {}

  /** Nothing that is known; never sent, as it was meant for us. */
  record Unknown(String word) implements Entered {}

  /** Reads a line as a person enters it; empty when it says nothing. */
  static Optional<Entered> parse(String line) {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    if (!line.startsWith("/")) {
      return Optional.of(new Line(line));
    }
    if (line.startsWith("//")) {
      return Optional.of(new Line(line.substring(1)));
    }
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    return Optional.of(
        switch (words[0]) {
          case "/verify" -> verify(rest);
          case "/trust" -> rest.isEmpty() ? new Unknown(line) : new Trust(rest);
          case "/path" -> new ShowPath();
          case "/quit" -> new Quit();
          case "/help" -> new Help();
          default -> new Unknown(words[0]);
        });
  }

  private static Entered verify(String answer) {
    return switch (answer) {
      case "" -> new ShowPhrase();
      case "yes" -> new Compared(true);
      case "no" -> new Compared(false);
      default -> new Unknown("/verify " + answer);
    };
  }
}
