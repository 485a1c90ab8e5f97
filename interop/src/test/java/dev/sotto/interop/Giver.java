package dev.sotto.interop;

import java.io.IOException;

/**
 * Who sends files, at a terminal or in a browser: a scenario is written once, whatever its ends are
 * made of. Everything awaited fails after a generous while.
 */
interface Giver extends AutoCloseable {
  /** Makes a code that the taker can come with. */
  String invite() throws IOException, InterruptedException;

  /** Comes with a code. */
  void join(String code) throws IOException, InterruptedException;

  /** Waits until the two are connected, and offers. */
  void offer() throws IOException, InterruptedException;

  /** Waits until it is told that all files are at the other side. */
  void awaitTaken() throws IOException, InterruptedException;

  @Override
  void close();
}
