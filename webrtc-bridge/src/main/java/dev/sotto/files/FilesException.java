package dev.sotto.files;

import dev.sotto.transfer.FileProblem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/**
 * A file cannot be read, written or put in its place. The message is lower case without a full
 * stop, for the user; names in it are as they are on the disk and are to be escaped where they are
 * shown.
 */
public final class FilesException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String hint;

  /** What went wrong. */
  public enum Kind {
    /** There is no room, or a quota is used up. */
    DISK_FULL(FileProblem.DISK_FULL),
    /** The system or somebody's permissions do not allow it. */
    PERMISSION(FileProblem.PERMISSION),
    /** The name is taken, also by what may not be replaced, and so are its numbered variants. */
    EXISTS(FileProblem.EXISTS),
    /** Any other failure of the disk, and what is there that should not be, such as a link. */
    DISK(FileProblem.DISK),
    /** What came is not what its hash says: the peer's fault or an attack, not the disk's. */
    INTEGRITY(FileProblem.INTEGRITY),
    /** A file to send is not there any more, or never was. */
    GONE(FileProblem.GONE),
    /** A file to send is not what it was when it was offered. */
    CHANGED(FileProblem.CHANGED),
    /** A file to send cannot be read. */
    UNREADABLE(FileProblem.UNREADABLE),
    /** What the user named cannot be sent under its name, or not together with the rest. */
    NAME(FileProblem.UNREADABLE);

    private final FileProblem problem;

    Kind(FileProblem problem) {
      this.problem = problem;
    }

    /**
     * What to tell the peer.
     *
     * @return why the file fails; {@link #NAME} is found before there is a peer to tell
     */
    public FileProblem problem() {
      return problem;
    }
  }

  /**
   * Makes one.
   *
   * @param kind what went wrong
   * @param message what to tell the user
   * @param hint what the user can do; may be empty
   */
  public FilesException(Kind kind, String message, String hint) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }

  private FilesException(Kind kind, String message, String hint, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.hint = hint;
  }

  /** What the system says about a file that is written or a directory that is looked at. */
  static FilesException writing(String what, Path path, Throwable cause) {
    if (cause instanceof FilesException known) {
      return known;
    }
    String message = what + " " + path;
    if (isFull(cause)) {
      return new FilesException(
          Kind.DISK_FULL,
          "no room on the disk for " + path,
          "make room, then transfer again: what is here already is kept",
          cause);
    }
    if (isForbidden(cause)) {
      return new FilesException(
          Kind.PERMISSION, message + ": not allowed", "choose a directory of your own", cause);
    }
    if (cause instanceof FileAlreadyExistsException) {
      return new FilesException(Kind.EXISTS, message + ": something is there", "", cause);
    }
    return new FilesException(Kind.DISK, message + reason(cause), "", cause);
  }

  /** What the system says about a file that is read in order to send it. */
  static FilesException reading(Path path, Throwable cause) {
    if (cause instanceof FilesException known) {
      return known;
    }
    if (cause instanceof NoSuchFileException) {
      return gone(path);
    }
    String why = isForbidden(cause) ? ": not allowed" : reason(cause);
    return new FilesException(Kind.UNREADABLE, "cannot read " + path + why, "", cause);
  }

  static FilesException gone(Path path) {
    return new FilesException(Kind.GONE, path + " is not there any more", "");
  }

  static FilesException changed(Path path) {
    return new FilesException(
        Kind.CHANGED, path + " changed while it was being sent", "send it again");
  }

  /** The system's sentence is the only sign there is, and it may be in any language. */
  private static boolean isFull(Throwable cause) {
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return said.contains("no space left")
        || said.contains("not enough space")
        || said.contains("quota exceeded");
  }

  private static boolean isForbidden(Throwable cause) {
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return cause instanceof AccessDeniedException
        || cause instanceof ReadOnlyFileSystemException
        || said.contains("read-only file system")
        || said.contains("operation not permitted");
  }

  private static String reason(Throwable cause) {
    return " (" + cause.getClass().getSimpleName() + ")";
  }

  /**
   * Tells what went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Tells what to say to the user.
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
