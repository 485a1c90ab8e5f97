package dev.sotto.files;

import dev.sotto.files.FilesException.Kind;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way into a directory: verified chunks are appended to its part, and at the end
 * the part gets its name. Confined to the thread of its {@link Delivery}.
 */
public final class IncomingFile implements Closeable {
  /**
   * Every so many chunks, 64 MiB, what was received is made to survive a loss of power, and whoever
   * else writes to the disk may have left no room for the rest.
   */
  private static final long FORCED_EVERY = 64;

  private final Delivery delivery;
  private final Disk disk;
  private final int index;
  private final Entry entry;
  private final @Nullable Open open;

  /** A part that is written to. */
  record Open(Part part, SeekableByteChannel channel) {}

  private IncomingFile(Delivery delivery, Disk disk, int index, Entry entry, @Nullable Open open) {
    this.delivery = delivery;
    this.disk = disk;
    this.index = index;
    this.entry = entry;
    this.open = open;
  }

  /** A file with a part that goes on. */
  static IncomingFile of(Delivery delivery, Disk disk, Part part, SeekableByteChannel channel) {
    return new IncomingFile(delivery, disk, part.index(), part.entry(), new Open(part, channel));
  }

  /** A file that is in its place from before. */
  static IncomingFile there(Delivery delivery, Disk disk, int index, Entry entry) {
    return new IncomingFile(delivery, disk, index, entry, null);
  }

  /**
   * Which file it is.
   *
   * @return its index in the manifest
   */
  public int index() {
    return index;
  }

  /**
   * How much of it is here.
   *
   * @return the number of the chunk that comes next; as many as the file has once it is whole
   */
  public long chunks() {
    return open == null ? entry.chunks() : open.part().hashes().chunks();
  }

  /**
   * Checks the next chunk and appends it.
   *
   * @param data all of it, with the length that this chunk of the file has
   * @param hash what its SHA-256 must be
   * @throws FilesException with kind INTEGRITY when it is not that, and nothing was written; with
   *     another kind when it cannot be written
   * @throws IllegalArgumentException for another length
   * @throws IllegalStateException when the file has all its chunks
   */
  public void append(byte[] data, Digest hash) throws FilesException {
    if (open == null || isWhole()) {
      throw new IllegalStateException("file " + index + " is whole");
    }
    if (data.length != entry.chunkLength(chunks())) {
      throw new IllegalArgumentException(data.length + " bytes for chunk " + chunks());
    }
    Part part = open.part();
    if (!part.hashes().hash(ByteBuffer.wrap(data)).equals(hash)) {
      throw new FilesException(
          Kind.INTEGRITY, entry.path() + " arrived damaged and was not kept", "");
    }
    try {
      disk.write(open.channel(), ByteBuffer.wrap(data));
      part.hashes().add(ByteBuffer.wrap(data), hash);
      delivery.appended(part, hash);
      if (chunks() % FORCED_EVERY == 0) {
        force(open.channel());
        delivery.force();
        delivery.checkRoom(entry.size() - (chunks() << 20));
      }
    } catch (IOException e) {
      throw FilesException.writing("cannot write", delivery.shown(entry), e);
    }
  }

  private static void force(SeekableByteChannel channel) throws IOException {
    if (channel instanceof FileChannel file) {
      file.force(false);
    }
  }

  private boolean isWhole() {
    return chunks() == entry.chunks();
  }

  /**
   * Puts the whole file in its place. It is on the disk then and has its time; the part is gone.
   * Nothing to be called but {@link #close()} afterwards.
   *
   * @return where it is
   * @throws FilesException when it cannot get a name; the part is kept
   * @throws IllegalStateException when chunks are missing
   */
  public Published publish() throws FilesException {
    if (!isWhole()) {
      throw new IllegalStateException(
          "file " + index + " has " + chunks() + " of " + entry.chunks() + " chunks");
    }
    if (open == null) {
      return delivery.confirm(index);
    }
    try {
      if (entry.size() > 0) {
        force(open.channel());
      }
    } catch (IOException e) {
      throw FilesException.writing("cannot write", delivery.shown(entry), e);
    }
    close();
    return delivery.publish(open.part());
  }

  /**
   * Closes the file and throws away what was received of it.
   *
   * @throws FilesException when it cannot be removed
   */
  public void discard() throws FilesException {
    close();
    if (open != null) {
      delivery.drop(open.part());
    }
  }

  /**
   * Closes the file and keeps what was received of it, to go on later. Harmless when it was
   * published or closed before.
   *
   * @throws FilesException when the system fails to
   */
  @Override
  public void close() throws FilesException {
    if (open == null) {
      return;
    }
    try {
      open.channel().close();
    } catch (IOException e) {
      throw FilesException.writing("cannot write", delivery.shown(entry), e);
    }
  }
}
