package dev.sotto.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What differs between the machines that files are put on. The methods are those of the machine
 * that runs; a test changes one of them to stand for another machine, or for one in trouble.
 */
interface Disk {
  /** The machine that runs. */
  Disk REAL = new Disk() {};

  /** Whether folders are held open where the system can, instead of looked at again. */
  default boolean holdsFolders() {
    return true;
  }

  /** Gives a file a second name; fails if the name is taken. */
  default void link(Path name, Path existing) throws IOException {
    Files.createLink(name, existing);
  }

  /**
   * How many bytes may still be written below a directory.
   *
   * @return the bytes; {@link Long#MAX_VALUE} when the system does not know
   */
  default long room(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
  }

  /** Writes all of the bytes at the channel's position. */
  default void write(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Runs between the look at a folder and what is then done in it: where an attacker would act. */
  default void betweenLookAndDeed() {}
}
