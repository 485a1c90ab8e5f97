package dev.sotto.transfer;

import java.util.Optional;

/**
 * The beginning of an offered file that the receiver has from an earlier transfer and has checked
 * by hashing it again.
 *
 * @param index of the file
 * @param chunks how many whole chunks, 1 or more; with the last of the file, which may be short
 * @param hash over the list of their hashes
 * @param hashes the list, to go on from; may be left out when it is all of the file
 */
public record Held(int index, long chunks, Digest hash, Optional<ListHash> hashes) {

  /**
   * Some chunks of a file.
   *
   * @param index of the file
   * @param hashes of its first chunks, at least one
   * @return what is held
   */
  public static Held part(int index, ListHash hashes) {
    return new Held(index, hashes.chunks(), hashes.value(), Optional.of(hashes));
  }

  /**
   * All of a file that has data.
   *
   * @param index of the file
   * @param chunks as many as it has
   * @param hash over the list of their hashes
   * @return what is held
   */
  public static Held whole(int index, long chunks, Digest hash) {
    return new Held(index, chunks, hash, Optional.empty());
  }
}
