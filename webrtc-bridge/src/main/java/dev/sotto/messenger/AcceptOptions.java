package dev.sotto.messenger;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What of an offer is accepted, and where it goes.
 *
 * @param directory the directory that receives; made if it is not there
 * @param overwrite whether files of the same name are replaced; otherwise the new one gets a number
 * @param chosen the indexes of the files and folders in the manifest that are wanted; empty for all
 */
public record AcceptOptions(Path directory, boolean overwrite, Optional<Set<Integer>> chosen) {
  /** Copies the set. */
  public AcceptOptions {
    chosen = chosen.map(Set::copyOf);
  }

  /**
   * Everything, never in the place of what is there.
   *
   * @param directory the directory that receives
   * @return those options
   */
  public static AcceptOptions everything(Path directory) {
    return new AcceptOptions(directory, false, Optional.empty());
  }

  /**
   * The same with only some of the entries.
   *
   * @param indexes their places in the manifest, from 0
   * @return the changed options
   */
  public AcceptOptions only(Set<Integer> indexes) {
    return new AcceptOptions(directory, overwrite, Optional.of(indexes));
  }

  /**
   * The same with files of the same name replaced.
   *
   * @return the changed options
   */
  public AcceptOptions overwriting() {
    return new AcceptOptions(directory, true, chosen);
  }
}
