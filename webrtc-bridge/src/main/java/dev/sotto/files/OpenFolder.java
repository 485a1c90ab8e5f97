package dev.sotto.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder reached from another without following a link, and held: where the system can (Linux),
 * what is asked of it is asked of the open folder, wherever its path leads by now. Elsewhere every
 * step of the path is looked at again each time.
 */
final class OpenFolder implements Closeable {
  private final Path path;
  private final @Nullable SecureDirectoryStream<Path> held;

  private OpenFolder(Path path, @Nullable SecureDirectoryStream<Path> held) {
    this.path = path;
    this.held = held;
  }

  /**
   * Opens a folder below a root.
   *
   * @param root where to start, trusted
   * @param names the names on the way down, each one component
   * @param holding whether to hold folders where the system can
   * @return the open folder
   * @throws IOException when a step is missing ({@link NoSuchFileException}), or a link or no
   *     folder
   */
  static OpenFolder open(Path root, List<String> names, boolean holding) throws IOException {
    OpenFolder folder = new OpenFolder(root, holding ? hold(root) : null);
    for (String name : names) {
      folder = folder.enter(name);
    }
    return folder;
  }

  private static @Nullable SecureDirectoryStream<Path> hold(Path root) throws IOException {
    // It stays open beyond this method.
    DirectoryStream<Path> stream =
        root.getFileSystem().provider().newDirectoryStream(root, every -> true);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    return null;
  }

  /** The folder inside this one; this one is closed, whatever happens. */
  private OpenFolder enter(String name) throws IOException {
    try (this) {
      Path inside = path.resolve(name);
      BasicFileAttributes found =
          attributes(name).orElseThrow(() -> new NoSuchFileException(inside.toString()));
      if (!isFolder(found)) {
        throw new NotDirectoryException(inside.toString());
      }
      return new OpenFolder(
          inside,
          held == null ? null : held.newDirectoryStream(path(name), LinkOption.NOFOLLOW_LINKS));
    }
  }

  /** Where the folder was when it was opened. */
  Path path() {
    return path;
  }

  /**
   * What is there under a name, itself and not where a link leads.
   *
   * @return empty when nothing is there
   */
  Optional<BasicFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(
          held == null
              ? Files.readAttributes(
                  path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              : held.getFileAttributeView(
                      path(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                  .readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether it is a folder itself. A junction of Windows is one that is something else as well. */
  static boolean isFolder(BasicFileAttributes attributes) {
    return attributes.isDirectory() && !attributes.isOther();
  }

  /** What is to be set on a file of the folder; a link itself, where the system can. */
  <V extends FileAttributeView> @Nullable V view(String name, Class<V> type) {
    return held == null
        ? Files.getFileAttributeView(path.resolve(name), type, LinkOption.NOFOLLOW_LINKS)
        : held.getFileAttributeView(path(name), type, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a plain file is there under a name: no link, no folder, nothing special. */
  boolean hasFile(String name) throws IOException {
    return attributes(name).filter(BasicFileAttributes::isRegularFile).isPresent();
  }

  /** Opens a file of the folder; a link is not followed. */
  SeekableByteChannel channel(
      String name, Set<? extends OpenOption> options, FileAttribute<?>... with) throws IOException {
    Set<OpenOption> all = new HashSet<>(options);
    all.add(LinkOption.NOFOLLOW_LINKS);
    return held == null
        ? Files.newByteChannel(path.resolve(name), all, with)
        : held.newByteChannel(path(name), all, with);
  }

  /** Moves a file of this folder to another folder, in one step, over what is there. */
  void move(String name, OpenFolder to, String newName) throws IOException {
    if (held != null && to.held != null) {
      held.move(path(name), to.held, path(newName));
    } else {
      Files.move(
          path.resolve(name),
          to.path.resolve(newName),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes a file of this folder; a link itself, not where it leads. */
  void delete(String name) throws IOException {
    if (held != null) {
      held.deleteFile(path(name));
    } else {
      Files.delete(path.resolve(name));
    }
  }

  private Path path(String name) {
    return path.getFileSystem().getPath(name);
  }

  @Override
  public void close() throws IOException {
    if (held != null) {
      held.close();
    }
  }
}
