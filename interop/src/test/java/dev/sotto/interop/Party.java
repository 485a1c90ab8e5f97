package dev.sotto.interop;

import java.io.IOException;
import java.util.List;

/**
 * One of two who meet and talk, at a terminal or in a browser: a scenario is written once, whatever
 * its two sides are made of. Everything awaited fails after a generous while.
 */
interface Party extends AutoCloseable {
  /** Makes a code that the other side can come with. */
  String invite() throws IOException, InterruptedException;

  /** Comes with a code. */
  void join(String code) throws IOException, InterruptedException;

  void awaitConnected() throws InterruptedException;

  /** Says something to the other side. */
  void say(String text) throws IOException;

  /** Waits until the other side has said this. */
  void awaitText(String text) throws InterruptedException;

  /** Waits until the other side has shown this many of our lines in all. */
  void awaitDelivered(int lines) throws InterruptedException;

  /** The words that both sides compare; the last thing to ask for. */
  List<String> phrase();

  /** Waits until it is told that its own code was wrong, or somebody interferes. */
  void awaitWrongCode() throws InterruptedException;

  /** Waits until it is told that somebody came with a wrong code. */
  void awaitGuess() throws InterruptedException;

  /** Waits until it is told that its code has been used before. */
  void awaitUsedCode() throws InterruptedException;

  @Override
  void close();
}
