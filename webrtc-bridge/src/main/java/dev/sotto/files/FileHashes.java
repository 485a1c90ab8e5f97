package dev.sotto.files;

import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.ListHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The hashes of a file while its chunks pass: of the list of its chunks, and of the whole file. */
final class FileHashes {
  private static final Digest NOTHING = Digest.of(new byte[0]);

  private final ListHash list = new ListHash();

  /** Null where the only chunk's hash is the whole file's: it is not made twice. */
  private final @Nullable MessageDigest whole;

  private Digest latest = NOTHING;

  /** Told of each chunk, in order. */
  interface Seen {
    /** False for no more. */
    boolean chunk(long number, Digest hash) throws IOException;
  }

  FileHashes(Entry entry) {
    this.whole = entry.chunks() > 1 ? sha256() : null;
  }

  /**
   * Reads the beginning of a file.
   *
   * @param file from its start
   * @param entry what it should be
   * @param chunks how many chunks to read at most; fewer when it is shorter
   * @param seen told of each chunk before it counts; ends the reading there by false
   * @return the hashes of the chunks that counted
   */
  static FileHashes read(SeekableByteChannel file, Entry entry, long chunks, Seen seen)
      throws IOException {
    FileHashes hashes = new FileHashes(entry);
    byte[] data = new byte[chunks == 0 ? 0 : entry.chunkLength(0)];
    file.position(0);
    for (long number = 0; number < chunks; number++) {
      ByteBuffer rest = ByteBuffer.wrap(data, 0, entry.chunkLength(number));
      while (rest.hasRemaining() && file.read(rest) >= 0) {
        // Until the chunk is full or the file ends.
      }
      if (rest.hasRemaining() || !seen.chunk(number, hashes.hash(rest.flip()))) {
        return hashes;
      }
      hashes.add(rest.rewind(), hashes.latest);
    }
    return hashes;
  }

  /** The hash of a chunk that does not count yet. */
  Digest hash(ByteBuffer data) {
    MessageDigest chunk = sha256();
    chunk.update(data);
    latest = Digest.ofBytes(chunk.digest());
    return latest;
  }

  /** Counts a chunk. */
  void add(ByteBuffer data, Digest hash) {
    list.add(hash);
    latest = hash;
    if (whole != null) {
      whole.update(data);
    }
  }

  /** How many chunks counted. */
  long chunks() {
    return list.chunks();
  }

  /** The list so far, to go on from. */
  ListHash list() {
    return list.copy();
  }

  /** The SHA-256 of the whole file, once all of its chunks have counted. Asked for once. */
  Digest ofFile() {
    return whole == null ? latest : Digest.ofBytes(whole.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
