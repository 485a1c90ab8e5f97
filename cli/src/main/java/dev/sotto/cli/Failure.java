package dev.sotto.cli;

import dev.sotto.files.FilesException;
import dev.sotto.identity.IdentityException;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.TransferEnd;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Something that the user must be told, thrown to end a command and caught in one place only.
 *
 * <p>The message is lower case without a full stop and holds no secret; words of the other side in
 * it are escaped where it is shown.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String hint;

  /**
   * Makes a failure.
   *
   * @param kind what it means to scripts
   * @param message what went wrong
   * @param hint what can be done about it; empty when nothing is known to help
   */
  Failure(Kind kind, String message, String hint) {
    super(message, null, false, false);
    this.kind = kind;
    this.hint = hint;
  }

  /** What keeps the identity or the contacts from being used, or from being changed as asked. */
  static Failure of(IdentityException e) {
    Kind kind =
        switch (e.problem()) {
          case UNSAFE, DAMAGED, DISK, BUSY, FULL -> Kind.DISK;
          case PASSPHRASE -> Kind.AUTHENTICATION;
          case NAME, UNKNOWN -> Kind.USAGE;
        };
    return new Failure(kind, e.what(), e.hint());
  }

  /** What ended a session; empty when that was wanted. */
  static Optional<Failure> of(SessionEnd end) {
    return kind(end.kind()).map(it -> new Failure(it, end.sentence(), end.hint()));
  }

  /** What ended a transfer or a stream; empty when all of it is there. */
  static Optional<Failure> of(TransferEnd end) {
    return kind(end.kind()).map(it -> new Failure(it, end.sentence(), end.hint()));
  }

  /** What keeps files from being offered. */
  static Failure ofSending(Throwable problem) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    if (cause instanceof FilesException it) {
      return new Failure(Kind.DISK, it.what(), it.hint());
    }
    return new Failure(Kind.REFUSED, "files cannot be sent now", "");
  }

  /** What an end means to scripts; empty when it was wanted. */
  static Optional<Kind> kind(SessionEnd.Kind end) {
    return switch (end) {
      case DONE -> Optional.empty();
      case REFUSED -> Optional.of(Kind.REFUSED);
      case AUTHENTICATION -> Optional.of(Kind.AUTHENTICATION);
      case NO_PATH -> Optional.of(Kind.NO_PATH);
      case INTERRUPTED -> Optional.of(Kind.INTERRUPTED);
      case INTEGRITY -> Optional.of(Kind.INTEGRITY);
      case DISK -> Optional.of(Kind.DISK);
      case PROTOCOL -> Optional.of(Kind.PROTOCOL);
      case INTERNAL -> Optional.of(Kind.INTERNAL);
    };
  }

  /** The {@code code} of an {@code error} event, and the exit code that goes with it. */
  enum Kind {
    USAGE("usage", ExitCode.USAGE),
    REFUSED("refused", ExitCode.REFUSED),
    AUTHENTICATION("auth", ExitCode.AUTHENTICATION),
    NO_PATH("no-path", ExitCode.NO_PATH),
    INTERRUPTED("interrupted", ExitCode.INTERRUPTED),
    INTEGRITY("integrity", ExitCode.INTEGRITY),
    DISK("disk", ExitCode.DISK),
    PROTOCOL("protocol", ExitCode.PROTOCOL),
    INTERNAL("internal", ExitCode.INTERNAL);

    private final String code;
    private final ExitCode exitCode;

    Kind(String code, ExitCode exitCode) {
      this.code = code;
      this.exitCode = exitCode;
    }

    String code() {
      return code;
    }

    ExitCode exitCode() {
      return exitCode;
    }
  }

  Kind kind() {
    return kind;
  }

  /** What went wrong; what {@link #getMessage()} holds, never null. */
  String what() {
    return String.valueOf(getMessage());
  }

  String hint() {
    return hint;
  }
}
