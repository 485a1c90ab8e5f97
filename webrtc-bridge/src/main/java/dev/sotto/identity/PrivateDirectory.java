package dev.sotto.identity;

import dev.sotto.identity.IdentityException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory that only its owner may enter (0700), with files that only their owner may read
 * (0600). What is looser, or a symbolic link, is refused rather than repaired: others may have read
 * it already. Parents of the directory are not looked at. Where files have no such permissions
 * (Windows) those of the user's profile must do.
 *
 * <p>Files appear whole or not at all: they are written beside, forced to the disk and renamed.
 * Writers hold a lock, readers need none.
 */
final class PrivateDirectory {
  private static final String OWNER_DIRECTORY = "rwx------";
  private static final String OWNER_FILE = "rw-------";
  private static final String LOCK = "lock";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  /**
   * Taken around the lock of the file, which is one of the whole process (fcntl): the system drops
   * it when any thread closes the file, also one that was only waiting.
   */
  private static final Lock WITHIN_PROCESS = new ReentrantLock();

  private final Path path;
  private final Duration patience;

  PrivateDirectory(Path path) {
    this(path, PATIENCE);
  }

  /**
   * Names a directory; nothing is touched yet.
   *
   * @param path where it is or shall be
   * @param patience how long to wait for the lock at most
   */
  PrivateDirectory(Path path, Duration patience) {
    this.path = path;
    this.patience = patience;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /**
   * Reads a file.
   *
   * @param name its name
   * @param most the most bytes it may have
   * @return what is in it; empty when there is none
   */
  Optional<byte[]> read(String name, int most) {
    Path file = file(name);
    if (!exists(path)) {
      return Optional.empty();
    }
    checkDirectory();
    if (!exists(file)) {
      return Optional.empty();
    }
    checkFile(file);
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new IdentityException(
            Problem.DAMAGED, file + " is too large", "at most " + most + " bytes");
      }
      return Optional.of(content);
    } catch (IOException e) {
      throw new IdentityException("cannot read " + file, e);
    }
  }

  /**
   * Makes a file that is not there yet. Only under the lock.
   *
   * @param name its name
   * @param content what is to be in it
   */
  void create(String name, byte[] content) {
    write(name, content, false);
  }

  /**
   * Makes a file, or puts other content in its place. Only under the lock.
   *
   * @param name its name
   * @param content what is to be in it
   */
  void replace(String name, byte[] content) {
    if (exists(file(name))) {
      checkFile(file(name));
    }
    write(name, content, true);
  }

  /**
   * Does something while no other process and no other thread does, and makes the directory before
   * if it is not there.
   *
   * @param work what to do; short, and never waiting for a person
   * @return its outcome
   */
  <T> T locked(Supplier<T> work) {
    make();
    checkDirectory();
    Path file = file(LOCK);
    if (exists(file)) {
      checkFile(file);
    }
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    long start = System.nanoTime();
    enter();
    try (FileChannel channel = FileChannel.open(file, options, only(OWNER_FILE));
        FileLock lock = lock(channel, start)) {
      assert lock.isValid();
      return work.get();
    } catch (IOException e) {
      throw new IdentityException("cannot lock " + file, e);
    } finally {
      WITHIN_PROCESS.unlock();
    }
  }

  private void enter() {
    try {
      if (!WITHIN_PROCESS.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  /** By attempts, as waiting for another process could not be given up. */
  private FileLock lock(FileChannel channel, long start) throws IOException {
    while (true) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - start > patience.toNanos()) {
        throw busy();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private IdentityException busy() {
    return new IdentityException(
        Problem.BUSY, "another sotto holds " + file(LOCK), "try again when it has ended");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held in this process by other code than this, as by the same under another class loader.
      return null;
    }
  }

  private void write(String name, byte[] content, boolean replacing) {
    Path file = file(name);
    Path beside = file(name + ".new");
    try {
      Files.deleteIfExists(beside);
      fill(beside, content);
      if (replacing) {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.move(beside, file);
      }
      forceDirectory();
    } catch (IOException e) {
      throw new IdentityException("cannot write " + file, e);
    }
  }

  private void fill(Path beside, byte[] content) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(beside, options, only(OWNER_FILE))) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** A renamed file is on the disk when its directory is; Windows cannot open a directory. */
  private void forceDirectory() throws IOException {
    if (hasPermissions()) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private void make() {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!exists(path)) {
        Files.createDirectory(path, only(OWNER_DIRECTORY));
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was first; what it made is checked as anything that was there.
      return;
    } catch (IOException e) {
      throw new IdentityException("cannot make " + path, e);
    }
  }

  private void checkDirectory() {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IdentityException(
          Problem.UNSAFE,
          path + " is a symbolic link or no directory",
          "name the directory itself, or move what is there away");
    }
    refuseLooser(path, "700", OWNER_DIRECTORY);
  }

  private void checkFile(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IdentityException(
          Problem.UNSAFE,
          file + " is a symbolic link or no regular file",
          "put the file itself there, or move what is there away");
    }
    refuseLooser(file, "600", OWNER_FILE);
  }

  private void refuseLooser(Path file, String mode, String most) {
    if (!hasPermissions()) {
      return;
    }
    try {
      Set<PosixFilePermission> others =
          new HashSet<>(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
      others.removeAll(PosixFilePermissions.fromString(most));
      others.remove(PosixFilePermission.OWNER_EXECUTE);
      if (!others.isEmpty()) {
        throw new IdentityException(
            Problem.UNSAFE,
            "others on this machine may use " + file,
            "if you trust what is in it: chmod " + mode + " '" + file + "'");
      }
    } catch (IOException e) {
      throw new IdentityException("cannot look at " + file, e);
    }
  }

  private FileAttribute<?>[] only(String permissions) {
    return hasPermissions()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private boolean hasPermissions() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
