package dev.sotto.identity;

import java.io.IOException;

/**
 * The files of the identity cannot be used, or a request about contacts cannot be met. Nothing was
 * changed then. The message is lower case without a full stop, for the user, and holds no secret;
 * names in it are to be escaped where it is shown.
 */
public final class IdentityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final String hint;

  /** What kind of problem it is. */
  public enum Problem {
    /** Others may read or change a file or the directory, or it is a symbolic link. */
    UNSAFE,
    /** A file is not what this version writes; it is left as it is. */
    DAMAGED,
    /** The passphrase is wrong, or there is nobody to ask for it. */
    PASSPHRASE,
    /** A file cannot be read or written. */
    DISK,
    /** Another process holds the files for too long. */
    BUSY,
    /** A name is no name, or is taken, or the key has a name already. */
    NAME,
    /** There is no such contact. */
    UNKNOWN,
    /** There are as many contacts as there may be. */
    FULL
  }

  /**
   * Makes one.
   *
   * @param problem what kind of problem it is
   * @param message what went wrong
   * @param hint what the user can do about it; may be empty
   */
  public IdentityException(Problem problem, String message, String hint) {
    super(message);
    this.problem = problem;
    this.hint = hint;
  }

  /**
   * A problem with a file that the operating system reports.
   *
   * @param message what could not be done
   * @param cause what the operating system says
   */
  IdentityException(String message, IOException cause) {
    super(message + " (" + cause.getClass().getSimpleName() + ")", cause);
    this.problem = Problem.DISK;
    this.hint = "";
  }

  /**
   * Tells what kind of problem it is.
   *
   * @return the kind
   */
  public Problem problem() {
    return problem;
  }

  /**
   * Tells what went wrong.
   *
   * @return what {@link #getMessage()} holds, never null
   */
  public String what() {
    return String.valueOf(getMessage());
  }

  /**
   * Tells what can be done about it.
   *
   * @return a sentence for the user; empty when nothing is known to help
   */
  public String hint() {
    return hint;
  }
}
