package dev.sotto.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands of a chat, and paths after {@code /send}. */
final class ChatCompleter implements Completer {
  private static final int MOST = 1000;

  private final Path home;

  /**
   * Makes a completer.
   *
   * @param home what {@code ~} means
   */
  ChatCompleter(Path home) {
    this.home = home;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> found) {
    if (line.wordIndex() == 0) {
      Entered.COMMANDS.stream()
          .filter(command -> !line.word().isEmpty() && command.startsWith(line.word()))
          .map(command -> candidate(command, true))
          .forEach(found::add);
    } else if (line.words().get(0).equals("/send")) {
      addPaths(line.word(), found);
    }
  }

  private void addPaths(String begun, List<Candidate> found) {
    int end = begun.lastIndexOf('/') + 1;
    String folder = begun.substring(0, end);
    String name = begun.substring(end);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory(folder), it -> fits(it, name))) {
      for (Path entry : entries) {
        if (found.size() == MOST) {
          return;
        }
        boolean isFolder = Files.isDirectory(entry);
        found.add(
            candidate(folder + TransferList.nameOf(entry) + (isFolder ? "/" : ""), !isFolder));
      }
    } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
      // Nothing there to choose from, or not for us.
      return;
    }
  }

  private Path directory(String folder) {
    return folder.startsWith("~/") ? home.resolve(folder.substring(2)) : Path.of(folder);
  }

  /** Hidden files only for those who begin with a dot. */
  private static boolean fits(Path entry, String begun) {
    String name = TransferList.nameOf(entry);
    return name.startsWith(begun) && (begun.startsWith(".") || !name.startsWith("."));
  }

  private static Candidate candidate(String value, boolean complete) {
    return new Candidate(value, value, null, null, null, null, complete);
  }
}
