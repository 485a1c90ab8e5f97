package dev.sotto.cli;

import dev.sotto.messenger.AcceptOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where files go that others send.
 *
 * @param directory the directory
 * @param overwrite whether files of the same name are replaced
 */
record Destination(Path directory, boolean overwrite) {
  /**
   * The usual one: the working directory. But never the home directory itself, where a file of a
   * certain name changes what programs do: then {@code Downloads} if it is there, else a directory
   * of our own.
   *
   * @param working the working directory
   * @param home the user's home directory
   */
  static Path usual(Path working, Path home) {
    if (!isSame(working, home)) {
      return working;
    }
    Path downloads = home.resolve("Downloads");
    return Files.isDirectory(downloads) ? downloads : home.resolve("sotto-received");
  }

  /**
   * What the session is told of it.
   *
   * @param chosen the indexes that are wanted; empty for all
   */
  AcceptOptions options(Optional<Set<Integer>> chosen) {
    return new AcceptOptions(directory, overwrite, chosen);
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}
