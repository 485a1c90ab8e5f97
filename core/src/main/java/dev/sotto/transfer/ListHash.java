package dev.sotto.transfer;

import java.security.MessageDigest;

/**
 * The hash of a file as both ends make it while the chunks pass: SHA-256 over the SHA-256 of each
 * chunk, in order. That of an empty file is the SHA-256 of nothing.
 */
public final class ListHash {
  private final MessageDigest hash;
  private long chunks;

  private ListHash(MessageDigest hash, long chunks) {
    this.hash = hash;
    this.chunks = chunks;
  }

  /** Of no chunk yet. */
  public ListHash() {
    this(Digest.sha256(), 0);
  }

  /**
   * Adds the next chunk.
   *
   * @param chunk its SHA-256
   */
  public void add(Digest chunk) {
    hash.update(chunk.shared());
    chunks++;
  }

  /**
   * How many chunks there are.
   *
   * @return 0 or more
   */
  public long chunks() {
    return chunks;
  }

  /**
   * The hash over the list as it is; more may follow.
   *
   * @return the hash
   */
  public Digest value() {
    return Digest.finish(copyOf(hash));
  }

  /**
   * Another that goes on from here.
   *
   * @return an independent copy
   */
  public ListHash copy() {
    return new ListHash(copyOf(hash), chunks);
  }

  private static MessageDigest copyOf(MessageDigest hash) {
    try {
      return (MessageDigest) hash.clone();
    } catch (CloneNotSupportedException missing) {
      throw new IllegalStateException("a SHA-256 that can't be copied", missing);
    }
  }
}
