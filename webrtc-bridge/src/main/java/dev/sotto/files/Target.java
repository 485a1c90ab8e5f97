package dev.sotto.files;

import dev.sotto.files.FilesException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory that files are received into: the one place where a name that a peer chose becomes
 * a path. Names come as checked components. Folders on the way are entered one by one without
 * following a link; what is made is then looked for in the folder that was entered, and taken back
 * when it is not there, as somebody exchanged a folder meanwhile.
 */
final class Target {
  private static final int VARIANTS = 10_000;
  private static final int COPY_BYTES = 64 << 10;

  private final Path root;
  private final Path reserved;
  private final Disk disk;

  /**
   * A target.
   *
   * @param root the directory, real and trusted
   * @param reserved a directory inside that no peer's name may lead into
   * @param disk the machine
   */
  Target(Path root, Path reserved, Disk disk) {
    this.root = root;
    this.reserved = reserved;
    this.disk = disk;
  }

  /** Opens a folder that is there. */
  OpenFolder open(List<String> names) throws IOException {
    return OpenFolder.open(root, names, disk.holdsFolders());
  }

  /**
   * Makes a folder at the top.
   *
   * @param name what it should be called
   * @param merging whether a folder of that name that is there already will do
   * @return what it is called: the name or a numbered variant
   */
  String makeTop(String name, boolean merging) throws FilesException {
    try (OpenFolder top = open(List.of())) {
      for (int number = 0; number < VARIANTS; number++) {
        String variant = NumberedName.of(name, number, true);
        if (merging && isOurs(top, variant)) {
          return variant;
        }
        if (makeIn(top, variant)) {
          return variant;
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw FilesException.writing("cannot make a folder in", root, e);
    }
    throw taken(name);
  }

  /** Makes the folders on a way that are not there. */
  void makeFolders(List<String> names) throws FilesException {
    for (int depth = 1; depth <= names.size(); depth++) {
      String name = names.get(depth - 1);
      try (OpenFolder folder = open(names.subList(0, depth - 1))) {
        Optional<BasicFileAttributes> found = folder.attributes(name);
        if (found.isPresent() ? !isOurs(folder, name) : !makeIn(folder, name)) {
          throw new FilesException(
              Kind.EXISTS, folder.path().resolve(name) + " is in the way: it is no folder", "");
        }
      } catch (IOException | InvalidPathException e) {
        throw FilesException.writing("cannot make a folder in", root, e);
      }
    }
  }

  private boolean isOurs(OpenFolder folder, String name) throws IOException {
    return folder.attributes(name).filter(OpenFolder::isFolder).isPresent()
        && !Files.isSameFile(folder.path().resolve(name), reserved);
  }

  /** False when the name is taken. */
  private boolean makeIn(OpenFolder folder, String name) throws IOException {
    Path path = folder.path().resolve(name);
    disk.betweenLookAndDeed();
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    if (folder.attributes(name).filter(OpenFolder::isFolder).isEmpty()) {
      Files.deleteIfExists(path);
      throw exchanged(path);
    }
    return true;
  }

  /**
   * Gives a finished part its name, or the first numbered variant that is not taken. The part is
   * gone afterwards.
   *
   * @param parts where the part is
   * @param part its name there
   * @param folder the names of the folder to put it in, which is there
   * @param name what it should be called
   * @param replacing whether a plain file of that name is replaced
   * @return what it is called
   */
  String publish(OpenFolder parts, String part, List<String> folder, String name, boolean replacing)
      throws FilesException {
    Path shown = root;
    try (OpenFolder into = open(folder)) {
      shown = into.path().resolve(name);
      if (replacing && into.hasFile(name)) {
        disk.betweenLookAndDeed();
        parts.move(part, into, name);
        return name;
      }
      for (int number = 0; number < VARIANTS; number++) {
        String variant = NumberedName.of(name, number, false);
        if (put(parts, part, into, variant)) {
          parts.delete(part);
          return variant;
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw FilesException.writing("cannot write", shown, e);
    }
    throw taken(name);
  }

  /** False when the name is taken. */
  private boolean put(OpenFolder parts, String part, OpenFolder into, String name)
      throws IOException {
    if (into.attributes(name).isPresent()) {
      return false;
    }
    disk.betweenLookAndDeed();
    Path path = into.path().resolve(name);
    try {
      disk.link(path, parts.path().resolve(part));
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      // Not every file system has hard links, and they tell it in different ways.
      return copy(parts, part, into, name);
    }
    // Where files have no keys (Windows) the path that was walked must do.
    Optional<Object> ours = parts.attributes(part).map(BasicFileAttributes::fileKey);
    if (!into.hasFile(name)
        || !ours.equals(into.attributes(name).map(BasicFileAttributes::fileKey))) {
      takeBack(path, ours);
      throw exchanged(path);
    }
    return true;
  }

  /** Removes a name of ours by its path, as it was made by it. */
  private static void takeBack(Path path, Optional<Object> ours) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (Optional.ofNullable(found.fileKey()).equals(ours)) {
      Files.delete(path);
    }
  }

  private boolean copy(OpenFolder parts, String part, OpenFolder into, String name)
      throws IOException {
    SeekableByteChannel target;
    try {
      target = into.channel(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    try (target;
        SeekableByteChannel source = parts.channel(part, Set.of(StandardOpenOption.READ))) {
      pour(source, target);
    } catch (IOException e) {
      into.delete(name);
      throw e;
    }
    FileTime modified =
        parts.attributes(part).orElseThrow(() -> new NoSuchFileException(part)).lastModifiedTime();
    setModified(into, name, modified);
    return true;
  }

  /** Says when a file was last changed, where the system keeps that. */
  static void setModified(OpenFolder folder, String name, FileTime modified) throws IOException {
    BasicFileAttributeView view = folder.view(name, BasicFileAttributeView.class);
    if (view != null) {
      view.setTimes(modified, null, null);
    }
  }

  private void pour(SeekableByteChannel source, SeekableByteChannel target) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(COPY_BYTES);
    while (source.read(some) >= 0) {
      disk.write(target, some.flip());
      some.clear();
    }
    if (target instanceof FileChannel file) {
      file.force(true);
    }
  }

  /** Makes what was published in a folder survive a loss of power, where the system can. */
  void force(List<String> folder) throws FilesException {
    Path path = root;
    for (String name : folder) {
      path = path.resolve(name);
    }
    if (!Parts.hasPermissions(path) || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      // Windows cannot open a folder, and keeps its own journal; who moved one away wants it so.
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw FilesException.writing("cannot write", path, e);
    }
  }

  private static FilesException exchanged(Path path) {
    return new FilesException(
        Kind.DISK,
        "a folder on the way to " + path + " was exchanged while it was in use",
        "receive into a directory that nobody else can write to");
  }

  private static FilesException taken(String name) {
    return new FilesException(
        Kind.EXISTS, "something is called " + name + " already, and so are its variants", "");
  }
}
