package dev.sotto.files;

import java.nio.file.Path;

/**
 * Something inside a folder that is not sent.
 *
 * @param path where it is, as reached from what the user named
 * @param reason why it is not sent
 */
public record LeftOut(Path path, Reason reason) {
  /** Why something is left out. */
  public enum Reason {
    /** It is a symbolic link: it may lead out of the folder. */
    LINK,
    /** It is neither a file nor a folder, but a device, a socket or a pipe. */
    SPECIAL,
    /** It cannot be read. */
    UNREADABLE
  }
}
