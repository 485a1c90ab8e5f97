package dev.sotto.files;

import dev.sotto.transfer.ChunkHeader;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.ListHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being sent. Notices when it is not what was offered any more: looked at when it is
 * opened, while it is read and in the end. Chunks may be read by several threads; to interrupt one
 * closes the file. Blocks.
 */
public final class SourceFile implements Closeable {
  private final Looks offered;
  private final Entry entry;
  private final FileChannel channel;

  /** What a file looked like. The key is null where files have none (Windows). */
  record Looks(Path path, long size, FileTime modified, @Nullable Object key) {
    static Looks of(Path path, BasicFileAttributes found) {
      return new Looks(path, found.size(), found.lastModifiedTime(), found.fileKey());
    }

    /** Refuses a file that does not look like that any more. */
    void check() throws IOException {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile() || !of(path, found).equals(this)) {
        throw FilesException.changed(path);
      }
    }
  }

  private SourceFile(Looks offered, Entry entry, FileChannel channel) {
    this.offered = offered;
    this.entry = entry;
    this.channel = channel;
  }

  static SourceFile open(Looks offered, Entry entry) throws FilesException {
    try {
      offered.check();
      FileChannel channel =
          FileChannel.open(
              offered.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      return new SourceFile(offered, entry, channel);
    } catch (IOException e) {
      throw FilesException.reading(offered.path(), e);
    }
  }

  /**
   * Where it is.
   *
   * @return its path, with no link at its end
   */
  public Path path() {
    return offered.path();
  }

  /**
   * Reads a chunk.
   *
   * @param number which, from 0, of those that the file was offered with
   * @return all of it, 1 byte to 1 MiB
   * @throws FilesException with kind CHANGED when it is not there any more, UNREADABLE when it
   *     cannot be read
   * @throws IllegalArgumentException when the file was never that long
   */
  public byte[] read(long number) throws FilesException {
    byte[] data = new byte[entry.chunkLength(number)];
    ByteBuffer rest = ByteBuffer.wrap(data);
    long start = number * ChunkHeader.MAX_LENGTH;
    try {
      while (rest.hasRemaining()) {
        if (channel.read(rest, start + rest.position()) < 0) {
          throw FilesException.changed(path());
        }
      }
      return data;
    } catch (IOException e) {
      throw FilesException.reading(path(), e);
    }
  }

  /**
   * Reads the beginning of the file again, to compare it with what a peer has.
   *
   * @param chunks how many chunks, at most those that the file was offered with
   * @param wanted asked before each chunk; false ends it
   * @return the list of their hashes, to go on from; empty when it was not wanted any more
   * @throws FilesException as {@link #read}
   */
  public Optional<ListHash> prefix(long chunks, BooleanSupplier wanted) throws FilesException {
    ListHash hashes = new ListHash();
    for (long number = 0; number < chunks; number++) {
      if (!wanted.getAsBoolean()) {
        return Optional.empty();
      }
      hashes.add(Digest.of(read(number)));
    }
    return Optional.of(hashes);
  }

  /**
   * Makes sure, after the last chunk was read, that all of them belong to one state of the file:
   * the one that was offered.
   *
   * @throws FilesException with kind GONE or CHANGED when it is not so
   */
  public void check() throws FilesException {
    try {
      offered.check();
      if (channel.size() != entry.size()) {
        throw FilesException.changed(path());
      }
    } catch (IOException e) {
      throw FilesException.reading(path(), e);
    }
  }

  /**
   * Closes it. Harmless when it was closed before.
   *
   * @throws FilesException when the system fails to
   */
  @Override
  public void close() throws FilesException {
    try {
      channel.close();
    } catch (IOException e) {
      throw FilesException.reading(path(), e);
    }
  }
}
