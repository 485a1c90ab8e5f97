package dev.sotto.files;

import dev.sotto.files.SourceFile.Looks;
import dev.sotto.transfer.Manifest;
import java.nio.file.Path;
import java.util.List;

/**
 * What a person wants to send: the files and folders that were named, as a manifest, and where each
 * of them is. A symbolic link that was named is followed; one inside a folder is left out, as it
 * may lead to what nobody meant to send. Safe for use by several threads.
 */
public final class FileTree {
  private final Manifest manifest;
  private final List<Looks> sources;
  private final List<LeftOut> leftOut;

  FileTree(Manifest manifest, List<Looks> sources, List<LeftOut> leftOut) {
    this.manifest = manifest;
    this.sources = List.copyOf(sources);
    this.leftOut = List.copyOf(leftOut);
  }

  /**
   * Looks at files and folders. Blocks as long as that takes.
   *
   * @param named what a person named: each becomes an entry at the top, called as the last name of
   *     its path; {@code .} and the like by what they lead to
   * @return what is there now
   * @throws FilesException when something named is not there (GONE), cannot be read (UNREADABLE),
   *     or cannot be sent: a name that not every system can have, two with the same name, too many
   *     (NAME). Then nothing is to be offered
   * @throws IllegalArgumentException when nothing is named
   */
  public static FileTree scan(List<Path> named) throws FilesException {
    if (named.isEmpty()) {
      throw new IllegalArgumentException("nothing to send");
    }
    return new TreeScan().scan(named);
  }

  /**
   * What can be offered.
   *
   * @return the manifest, in the order of the names in each folder
   */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * What is in the folders but not in the manifest.
   *
   * @return in the order in which it was come across; empty when everything is sent
   */
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  /**
   * Opens a file in order to send it. Blocks.
   *
   * @param index its index in the manifest
   * @return the open file
   * @throws FilesException with kind GONE, CHANGED or UNREADABLE
   * @throws IllegalArgumentException when it is a folder
   */
  public SourceFile open(int index) throws FilesException {
    if (!manifest.entry(index).isFile()) {
      throw new IllegalArgumentException("entry " + index + " is a folder");
    }
    return SourceFile.open(sources.get(index), manifest.entry(index));
  }
}
