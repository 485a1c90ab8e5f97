package dev.sotto.files;

import dev.sotto.files.FilesException.Kind;
import dev.sotto.files.LeftOut.Reason;
import dev.sotto.files.SourceFile.Looks;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;
import dev.sotto.transfer.ManifestProblem;
import dev.sotto.transfer.PathProblem;
import dev.sotto.transfer.TransferMessage.Listed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One look at what a person named. Used once. */
final class TreeScan {
  private final ManifestBuilder builder = new ManifestBuilder();
  private final List<Looks> sources = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Map<String, Path> tops = new HashMap<>();

  FileTree scan(List<Path> named) throws FilesException {
    for (Path path : named) {
      try {
        top(path);
      } catch (NoSuchFileException e) {
        throw new FilesException(Kind.GONE, path + " is not there", "");
      } catch (IOException e) {
        throw FilesException.reading(path, e);
      }
    }
    ManifestBuilder.Built built = builder.build();
    if (built instanceof ManifestBuilder.Built.Refused refused) {
      throw unsendable(refused.problem());
    }
    Manifest manifest = ((ManifestBuilder.Built.Done) built).manifest();
    return new FileTree(manifest, sources, leftOut);
  }

  private void top(Path named) throws IOException {
    Path real = named.toRealPath();
    String name = name(lastName(named, real));
    Path other = tops.putIfAbsent(name, named);
    if (other != null) {
      throw new FilesException(
          Kind.NAME,
          other + " and " + named + " would both be called " + name,
          "send them one after the other, or rename one");
    }
    BasicFileAttributes found = attributes(real);
    if (OpenFolder.isFolder(found)) {
      folder(real, name, found);
    } else if (found.isRegularFile()) {
      if (!Files.isReadable(real)) {
        throw new AccessDeniedException(real.toString());
      }
      file(real, name, found);
    } else {
      throw new FilesException(
          Kind.UNREADABLE, named + " is neither a file nor a folder", "sotto pipe sends a stream");
    }
  }

  /** What something is called by the person who named it. */
  private static Path lastName(Path named, Path real) throws FilesException {
    Path given = named.getFileName();
    boolean says =
        given != null
            && !given.toString().isEmpty()
            && !given.toString().equals(".")
            && !given.toString().equals("..");
    Path name = says ? given : real.getFileName();
    if (name == null) {
      throw new FilesException(
          Kind.NAME, named + " has no name", "name the files and folders in it");
    }
    return name;
  }

  /** The text of a name; refused where it does not lead back to the file. */
  private static String name(Path name) throws FilesException {
    String text = name.toString();
    if (!name.getFileSystem().getPath(text).equals(name)) {
      throw new FilesException(
          Kind.NAME, name + " has a name that is no text in this system's encoding", "rename it");
    }
    return text;
  }

  private void file(Path path, String sent, BasicFileAttributes found) throws IOException {
    long modified = found.lastModifiedTime().toMillis();
    boolean tellable = Math.abs(modified) <= Entry.MAX_MODIFIED;
    add(
        new Listed(sent, false, found.size(), tellable ? modified : 0, Files.isExecutable(path)),
        path,
        found);
  }

  private void folder(Path path, String sent, BasicFileAttributes found) throws IOException {
    if (EntryPath.parse(sent) instanceof EntryPath.Parsed.Refused refused) {
      throw unsendable(
          new ManifestProblem(ManifestProblem.Kind.NAME, sent, Optional.of(refused.problem())));
    }
    int before = builder.size();
    List<Path> inside;
    try {
      inside = list(path);
    } catch (AccessDeniedException e) {
      if (!sent.contains("/")) {
        throw e;
      }
      leftOut.add(new LeftOut(path, Reason.UNREADABLE));
      return;
    }
    if (inside.isEmpty()) {
      addFolder(path, sent, found);
      return;
    }
    for (Path child : inside) {
      try {
        child(child, sent + "/" + name(child.getFileName()));
      } catch (NoSuchFileException e) {
        // Removed between the two looks: it is not there, and was not promised.
      }
    }
    if (builder.size() == before) {
      addFolder(path, sent, found); // Nothing in it is sent, but it is.
    }
  }

  private void addFolder(Path path, String sent, BasicFileAttributes found) throws FilesException {
    add(new Listed(sent, true, 0, 0, false), path, found);
  }

  /** Always in the same order, so that the same tree is the same manifest. */
  private List<Path> list(Path folder) throws IOException {
    List<Path> inside = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path child : stream) {
        inside.add(child);
        if (builder.size() + inside.size() + leftOut.size() > 2 * Manifest.MAX_ENTRIES) {
          throw tooMany();
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    inside.sort(Comparator.comparing(Path::toString));
    return inside;
  }

  private void child(Path path, String sent) throws IOException {
    BasicFileAttributes found = attributes(path);
    if (OpenFolder.isFolder(found)) {
      folder(path, sent, found);
    } else if (found.isSymbolicLink() || found.isDirectory()) {
      leftOut.add(new LeftOut(path, Reason.LINK));
    } else if (!found.isRegularFile()) {
      leftOut.add(new LeftOut(path, Reason.SPECIAL));
    } else if (!Files.isReadable(path)) {
      leftOut.add(new LeftOut(path, Reason.UNREADABLE));
    } else {
      file(path, sent, found);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void add(Listed listed, Path path, BasicFileAttributes found) throws FilesException {
    Optional<ManifestProblem> problem = builder.add(listed);
    if (problem.isPresent()) {
      throw unsendable(problem.get());
    }
    sources.add(Looks.of(path, found));
  }

  private static FilesException unsendable(ManifestProblem problem) {
    String path = problem.path();
    return switch (problem.kind()) {
      case NAME ->
          new FilesException(
              Kind.NAME,
              path
                  + " cannot be sent: it has "
                  + problem.reason().map(PathProblem::words).orElse("a name that is refused"),
              "rename it");
      case SAME_NAME ->
          new FilesException(
              Kind.NAME,
              path + " cannot be sent: another has that name, or one that differs only in case",
              "rename one of them");
      case FILE_AS_FOLDER, NUMBER ->
          new FilesException(Kind.NAME, path + " cannot be sent as it is", "");
      case TOO_MANY -> tooMany();
      case TOO_LONG ->
          new FilesException(
              Kind.NAME, "the names are too long for one transfer", "send it in several");
      case TOO_LARGE ->
          new FilesException(Kind.NAME, "this is too much for one transfer", "send it in several");
    };
  }

  private static FilesException tooMany() {
    return new FilesException(
        Kind.NAME,
        "more than " + Manifest.MAX_ENTRIES + " files and folders",
        "send them in several transfers, or as an archive");
  }
}
