package dev.sotto.messenger;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.PairingFailure;

/** Why there was no pairing, in the words of docs/protocol.md, which differ for the two sides. */
final class CodeEnds {
  private static final String NEW_CODE = "make a new code and tell it the other person again";

  private CodeEnds() {}

  /** The inviter's: only it may say that somebody guessed. */
  static SessionEnd of(CodeLife.State state) {
    return switch (state) {
      case ALIVE, USED -> new SessionEnd(Kind.REFUSED, "the code is used up", NEW_CODE);
      case GUESSED ->
          new SessionEnd(
              Kind.AUTHENTICATION, "somebody tried a wrong code; the code is used up", NEW_CODE);
      case WORN_OUT ->
          new SessionEnd(
              Kind.REFUSED,
              "too many tries were begun and given up; the code is used up",
              NEW_CODE);
      case EXPIRED -> new SessionEnd(Kind.REFUSED, "nobody came in time; the code is too old", "");
    };
  }

  /** The joiner's. */
  static SessionEnd of(PairingFailure failure) {
    return switch (failure) {
      case WRONG_CODE, NOT_CONFIRMED ->
          new SessionEnd(
              Kind.AUTHENTICATION,
              "wrong code, or somebody interferes",
              "ask the other person for a new code");
      case NO_COMMON_VERSION ->
          new SessionEnd(
              Kind.PROTOCOL, "the other side speaks another version", "use the same version");
      case PROTOCOL -> SessionEnd.of(Kind.PROTOCOL, "the other side broke the protocol");
      case TIMED_OUT -> new SessionEnd(Kind.NO_PATH, "the other side did not answer", "try again");
      case ABORTED -> new SessionEnd(Kind.REFUSED, "the other side gave up", "try again");
      case LOST -> new SessionEnd(Kind.NO_PATH, "the way to the other side broke", "try again");
    };
  }
}
