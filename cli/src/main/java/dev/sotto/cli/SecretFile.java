package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/**
 * Secrets as lines of a file, mostly the first one only, so that they are in no command line and no
 * history.
 */
final class SecretFile {
  private static final int MOST_BYTES = 1024;
  private static final int MOST_BYTES_OF_ALL = 64 * 1024;

  private SecretFile() {}

  /**
   * Reads it.
   *
   * @param file where it is
   * @param terminal told when others on this machine may read it too
   * @return the first line, not empty
   * @throws Failure when it cannot be read or there is none
   */
  static String read(Path file, Terminal terminal) {
    try (InputStream content = Files.newInputStream(file)) {
      warn(file, terminal);
      String text = new String(content.readNBytes(MOST_BYTES + 1), StandardCharsets.UTF_8);
      String line = text.lines().findFirst().orElse("");
      if (line.isEmpty() || line.length() > MOST_BYTES) {
        throw new Failure(
            Kind.USAGE, "no secret in the first line of " + file, "at most 1024 characters");
      }
      return line;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads several.
   *
   * @param file where they are, one a line; empty lines are skipped
   * @param terminal told when others on this machine may read them too
   * @return the lines, without space around them, at least one
   * @throws Failure when it cannot be read or there is none
   */
  static List<String> readAll(Path file, Terminal terminal) {
    try (InputStream content = Files.newInputStream(file)) {
      warn(file, terminal);
      byte[] bytes = content.readNBytes(MOST_BYTES_OF_ALL + 1);
      List<String> lines =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (lines.isEmpty() || bytes.length > MOST_BYTES_OF_ALL) {
        throw new Failure(Kind.USAGE, "no secrets in " + file, "one a line, at most 64 KiB in all");
      }
      return lines;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Failure unreadable(Path file, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? file + " is not there"
            : e instanceof AccessDeniedException
                ? "this user may not read " + file
                : "cannot read " + file;
    return new Failure(Kind.DISK, why, "");
  }

  private static void warn(Path file, Terminal terminal) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
      terminal.note(
          "sotto: warning: everybody on this machine can read " + PeerText.line("" + file));
    }
  }
}
