package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.pairing.WordList;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a code comes from: a prompt, standard input, a file, or, with a warning, an argument. */
final class CodeSource {
  private final Terminal terminal;
  private final InputLines input;
  private final Asking asking;

  /**
   * Makes a source.
   *
   * @param terminal where a person is asked
   * @param input standard input, of which a code is the first line
   * @param asking how a person can be asked
   */
  CodeSource(Terminal terminal, InputLines input, Asking asking) {
    this.terminal = terminal;
    this.input = input;
    this.asking = asking;
  }

  /** How a person can be asked. */
  enum Asking {
    /** By a prompt that completes words. */
    PROMPT,
    /** By a question and a line, as standard output leads elsewhere. */
    LINE,
    /** Not at all: nobody is there, or wants to be asked. */
    NOBODY
  }

  /** Reads what was given as an argument. */
  GivenCode argument(String text) {
    if (!BareCode.isCode(text) && new File(text).exists()) {
      throw new Failure(
          Kind.USAGE, text + " is a file and no code", "sotto send PATH... sends files");
    }
    terminal.warning(
        "other users of this machine can see a code that is an argument",
        "leave it out to be asked for it, or use --code-file");
    return GivenCode.parse(text, Words.all());
  }

  /** Reads the first line of a file, or of standard input for {@code -}. */
  GivenCode file(String name) {
    if (name.equals("-")) {
      return wanted();
    }
    try {
      return GivenCode.parse(SecretFile.read(Path.of(name), terminal), Words.all());
    } catch (InvalidPathException e) {
      throw new Failure(Kind.USAGE, "not a file: " + name, "");
    }
  }

  /**
   * Asks a person, or reads the first line of standard input.
   *
   * @throws Failure when none is given
   */
  GivenCode wanted() {
    return switch (asking) {
      case PROMPT ->
          ask("Code: ").orElseThrow(() -> new Failure(Kind.USAGE, "no code was entered", ""));
      case LINE -> askForLine();
      case NOBODY -> GivenCode.parse(line(), Words.all());
    };
  }

  private GivenCode askForLine() {
    while (true) {
      terminal.ask("Code: ");
      String line = line();
      try {
        return GivenCode.parse(line, Words.all());
      } catch (Failure e) {
        terminal.error(e.what(), e.hint());
      }
    }
  }

  private String line() {
    return Await.result(input.next())
        .filter(line -> !line.isBlank())
        .orElseThrow(
            () ->
                new Failure(
                    Kind.USAGE,
                    "standard input has no code",
                    "give it as the first line, or use --code-file"));
  }

  /** Asks a person, if there is one, who may have none to give. */
  Optional<GivenCode> perhaps() {
    return asking == Asking.PROMPT ? ask("Code (empty: make an invitation): ") : Optional.empty();
  }

  /** Nothing is sent before the words are right, so a person may try as often as they like. */
  private Optional<GivenCode> ask(String question) {
    WordList words = Words.all();
    while (true) {
      String text = CodePrompt.ask(question, words.startingWith(""), terminal.charset()).strip();
      if (text.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(GivenCode.parse(text, words));
      } catch (Failure e) {
        terminal.error(e.what(), e.hint());
      }
    }
  }
}
