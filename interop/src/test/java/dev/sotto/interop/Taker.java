package dev.sotto.interop;

import java.io.IOException;
import java.util.SortedMap;

/** Who receives files, at a terminal or in a browser. */
interface Taker extends AutoCloseable {
  /** Makes a code that the giver can come with. */
  String invite() throws IOException, InterruptedException;

  /** Comes with a code. */
  void join(String code) throws IOException, InterruptedException;

  /** Waits for the offer and takes all of it. */
  void accept() throws IOException, InterruptedException;

  /**
   * Waits until all has come, and saves it where that is left to its user.
   *
   * @return the SHA-256 of each file, by its path
   */
  SortedMap<String, String> received() throws IOException, InterruptedException;

  @Override
  void close();
}
