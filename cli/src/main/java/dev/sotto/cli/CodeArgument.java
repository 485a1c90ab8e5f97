package dev.sotto.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the arguments of a command say about the code. Whoever has none is invited in, asked, or
 * both.
 *
 * @param text the code itself, {@code -} for being asked; null if it is not an argument
 * @param file the file that holds it, {@code -} for standard input; null if none is named
 * @param ask whether a code is to be asked for without either
 * @param absent what happens when there is none
 */
record CodeArgument(@Nullable String text, @Nullable String file, boolean ask, Absent absent) {
  /** What to do without a code. */
  enum Absent {
    /** Make an invitation. */
    INVITE,
    /** Ask a person who may have none to give, and then make an invitation. */
    ASK_OR_INVITE,
    /** Ask, or read it from standard input. */
    ASK
  }

  /** Whether a code is named or asked for, so that this side joins. */
  boolean given() {
    return text != null || file != null || ask;
  }

  /** Whether two ways of giving a code are used at once. */
  boolean contradicts() {
    return (text != null && file != null) || (ask && (text != null || file != null));
  }

  /**
   * Reads the code.
   *
   * @return empty when this side is to invite
   * @throws Failure when it is wrong, or has to be there and is not
   */
  Optional<GivenCode> read(CodeSource codes) {
    String argument = text;
    if (argument != null && !argument.equals("-")) {
      return Optional.of(codes.argument(argument));
    }
    String name = file;
    if (name != null) {
      return Optional.of(codes.file(name));
    }
    if (given() || absent == Absent.ASK) {
      return Optional.of(codes.wanted());
    }
    return absent == Absent.ASK_OR_INVITE ? codes.perhaps() : Optional.empty();
  }

  @Override
  public String toString() {
    return "CodeArgument";
  }
}
