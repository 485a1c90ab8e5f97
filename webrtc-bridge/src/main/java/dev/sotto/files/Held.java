package dev.sotto.files;

/**
 * A verified prefix of a file that is here already, from an earlier session or from before a break.
 *
 * @param index the file's index in the manifest
 * @param chunks how many of its chunks of 1 MiB are here, from the first on without a gap; at least
 *     one unless the file is empty
 * @param complete whether these are all of them
 * @param listHash SHA-256 over the concatenated SHA-256 of these chunks, 32 bytes
 */
public record Held(int index, int chunks, boolean complete, byte[] listHash) {
  /**
   * Copies the hash.
   *
   * @throws IllegalArgumentException for an impossible count or hash
   */
  public Held {
    if (index < 0 || chunks < 0 || listHash.length != 32) {
      throw new IllegalArgumentException("chunks " + chunks + " of file " + index);
    }
    listHash = listHash.clone();
  }

  /**
   * The hash of the list of chunk hashes.
   *
   * @return a copy, 32 bytes
   */
  @Override
  public byte[] listHash() {
    return listHash.clone();
  }
}
