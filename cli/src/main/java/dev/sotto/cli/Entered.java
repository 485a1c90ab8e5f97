package dev.sotto.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person who chats has entered: a line to be sent, or a command. */
sealed interface Entered {
  /** What {@code /help} shows. */
  String HELP =
      """
      /send PATH...    offer files and folders; names with blanks in quotes
      /accept [WHICH]  take what is offered: all of it, or some: /accept 1,3-5 *.pdf
      /decline         take nothing of it
      /list            show all that is offered
      /transfers       show what is on its way; its #N is for /accept /decline /list /cancel
      /cancel [#N]     stop the newest transfer, or this one
      /verify          show the words to compare; /verify yes or /verify no says whether they fit
      /trust NAME      remember the other side's key under a name
      /path            show which way the messages take, and why
      /quit            leave the chat
      //...            send a line that starts with a slash""";

  /** All commands, as they are completed. */
  List<String> COMMANDS =
      List.of(
          "/send",
          "/accept",
          "/decline",
          "/list",
          "/transfers",
          "/cancel",
          "/verify",
          "/trust",
          "/path",
          "/quit",
          "/help");

  /** A line for the other side. */
  record Line(String text) implements Entered {}

  /** Offer files, as they are written. */
  record Send(String paths) implements Entered {}

  /** Take what is offered. */
  record Accept(OptionalInt number, String selection) implements Entered {}

  /** Take nothing of it. */
  record Decline(OptionalInt number) implements Entered {}

  /** Show all that is offered. */
  record ShowOffer(OptionalInt number) implements Entered {}

  /** Show what is on its way. */
  record ShowTransfers() implements Entered {}

  /** Stop a transfer. */
  record Cancel(OptionalInt number) implements Entered {}

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
          case "/send" -> rest.isEmpty() ? new Unknown(line) : new Send(rest);
          case "/accept" -> accept(rest);
          case "/decline" -> numbered(line, rest, Decline::new);
          case "/list" -> numbered(line, rest, ShowOffer::new);
          case "/transfers" -> new ShowTransfers();
          case "/cancel" -> numbered(line, rest, Cancel::new);
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

  /** {@code #N} says which offer, all else which of its files. */
  private static Entered accept(String rest) {
    String[] words = rest.split("\\s+", 2);
    OptionalInt number = Numbered.number(words[0]);
    return number.isPresent()
        ? new Accept(number, words.length > 1 ? words[1] : "")
        : new Accept(OptionalInt.empty(), rest);
  }

  private static Entered numbered(String line, String rest, Numbered command) {
    if (rest.isEmpty()) {
      return command.with(OptionalInt.empty());
    }
    OptionalInt number = Numbered.number(rest.startsWith("#") ? rest : "#" + rest);
    return number.isPresent() ? command.with(number) : new Unknown(line);
  }

  /** A command with the number of an offer or a transfer. */
  interface Numbered {
    /** As a person writes it. */
    Pattern NUMBER = Pattern.compile("#(\\d{1,6})");

    /** The command with this number, or for whichever it is without one. */
    Entered with(OptionalInt number);

    /** Reads {@code #N}. */
    static OptionalInt number(String word) {
      Matcher matcher = NUMBER.matcher(word);
      return matcher.matches()
          ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
          : OptionalInt.empty();
    }
  }
}
