package dev.sotto.files;

import dev.sotto.files.FilesException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The private directory {@code .sotto-parts} of a target. Each transfer has a record in it, a
 * directory with a random name that holds its journal and its parts. Only its owner may enter it
 * (0700); one that others may enter, that is somebody else's or a symbolic link is refused. Where
 * files have no such permissions (Windows) those of the target must do.
 */
final class Parts {
  /** Its name in the target. */
  static final String NAME = ".sotto-parts";

  /** What files in it permit. */
  static final String OWNER_FILE = "rw-------";

  private static final String OWNER_DIRECTORY = "rwx------";
  private static final int NAME_BYTES = 8;
  private static final int ATTEMPTS = 10;

  private final Path root;
  private final Path path;
  private final Disk disk;
  private final SecureRandom random = new SecureRandom();

  Parts(Path root, Disk disk) {
    this.root = root;
    this.path = root.resolve(NAME);
    this.disk = disk;
  }

  /** Where it is, or would be. */
  Path path() {
    return path;
  }

  /** Makes a record, and the directory where it is not there. */
  OpenFolder make() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String name = randomName();
      try {
        makeDirectory(path);
        check();
        makeDirectory(path.resolve(name));
        refuseForeign(path.resolve(name));
        return open(name);
      } catch (NoSuchFileException e) {
        // Another has just finished and removed the empty directory: once more.
      }
    }
    throw new IOException("the directory of the parts is removed all the time");
  }

  private String randomName() {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, only(directory, OWNER_DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      return; // What is there is checked before it is used.
    }
  }

  /** Refuses a directory that is a link or that others may enter. */
  private void check() throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(path.toString());
      }
      throw unsafe(path + " is a link or no directory");
    }
    if (hasPermissions(path)) {
      Set<PosixFilePermission> others =
          new HashSet<>(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      others.removeAll(PosixFilePermissions.fromString(OWNER_DIRECTORY));
      if (!others.isEmpty()) {
        throw unsafe("others may enter " + path);
      }
    }
  }

  /** A new record belongs to us; so must the directory that it is in. */
  private void refuseForeign(Path record) throws IOException {
    if (hasPermissions(path)
        && !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getOwner(record, LinkOption.NOFOLLOW_LINKS))) {
      Files.delete(record);
      throw unsafe(path + " belongs to somebody else");
    }
  }

  private FilesException unsafe(String what) {
    return new FilesException(Kind.DISK, what, "move it away, or receive into another directory");
  }

  /** The records that are there, the latest first; none where there is no directory. */
  List<String> records() throws IOException {
    try {
      check();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    record Left(String name, FileTime touched) {}
    List<Left> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
      for (Path record : stream) {
        found.add(new Left(String.valueOf(record.getFileName()), touched(record)));
      }
    }
    return found.stream()
        .sorted(Comparator.comparing(Left::touched).reversed())
        .map(Left::name)
        .toList();
  }

  /** When something was last noted in a record. */
  private static FileTime touched(Path record) throws IOException {
    Path journal = record.resolve(RecordLock.JOURNAL);
    for (Path sign : List.of(journal, record)) {
      try {
        return Files.getLastModifiedTime(sign, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        // A record that was being made, or is being removed: the next sign.
      }
    }
    return FileTime.from(Instant.EPOCH);
  }

  /** Whether a record was last touched before a time. */
  boolean isOlder(String record, Instant time) throws IOException {
    return touched(path.resolve(record)).toInstant().isBefore(time);
  }

  /** Opens a record. */
  OpenFolder open(String record) throws IOException {
    return OpenFolder.open(root, List.of(NAME, record), disk.holdsFolders());
  }

  /**
   * Removes a record that is held, or has no journal, and the directory when it is the last one.
   * Only files directly in it go; whatever else somebody put there stays, and the record with it.
   */
  void remove(OpenFolder record) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(record.path())) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (record.hasFile(name)) {
          record.delete(name);
        }
      }
      Files.deleteIfExists(record.path());
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      return; // There are others, or another was faster.
    }
  }

  /** The attributes that give a new file these permissions, where there are such. */
  static FileAttribute<?>[] only(Path where, String permissions) {
    return hasPermissions(where)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  static boolean hasPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
