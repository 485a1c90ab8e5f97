package dev.sotto.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The journal of a record, held so that no other process and nobody else in this one continues,
 * claims or removes the record. The system lets go of it when the process ends, however it ends.
 */
final class RecordLock implements Closeable {
  /** The name of the journal in its record. */
  static final String JOURNAL = "journal";

  /**
   * What this process holds. Of the whole process as the lock of the file is (fcntl): the system
   * would drop that when any code here opened the file only to find it locked, and closed it.
   */
  private static final Set<Path> WITHIN_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path name;
  private final FileChannel channel;

  private RecordLock(Path name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /** Holds a new record. */
  static RecordLock create(OpenFolder record) throws IOException {
    return take(
            record,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE))
        .orElseThrow(() -> new IOException("a new record is held by another"));
  }

  /** Holds a record that was left; empty when it is in use or has no journal. */
  static Optional<RecordLock> take(OpenFolder record) throws IOException {
    try {
      return record.hasFile(JOURNAL)
          ? take(record, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Another removed it meanwhile.
    }
  }

  private static Optional<RecordLock> take(OpenFolder record, Set<StandardOpenOption> options)
      throws IOException {
    Path name = record.path().resolve(JOURNAL);
    if (!WITHIN_PROCESS.add(name)) {
      return Optional.empty();
    }
    Optional<FileChannel> held = Optional.empty();
    try {
      held = lock(record.channel(JOURNAL, options, Parts.only(record.path(), Parts.OWNER_FILE)));
    } finally {
      if (held.isEmpty()) {
        WITHIN_PROCESS.remove(name);
      }
    }
    return held.map(channel -> new RecordLock(name, channel));
  }

  private static Optional<FileChannel> lock(SeekableByteChannel channel) throws IOException {
    if (channel instanceof FileChannel file && locked(file)) {
      return Optional.of(file);
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean locked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by the same code under another class loader.
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      WITHIN_PROCESS.remove(name);
    }
  }
}
