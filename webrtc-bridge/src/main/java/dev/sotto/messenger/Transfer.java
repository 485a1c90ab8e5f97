package dev.sotto.messenger;

import dev.sotto.transfer.Manifest;
import java.util.concurrent.CompletableFuture;

/**
 * Files on their way to the peer or from it, over as many connections as the session takes. Every
 * method may be called from any thread; none blocks.
 */
public interface Transfer {
  /**
   * What both sides call it.
   *
   * @return 32 hexadecimal digits
   */
  String id();

  /**
   * The way it goes.
   *
   * @return true for our files, false for the peer's
   */
  boolean outgoing();

  /**
   * What is offered.
   *
   * @return the manifest, frozen; names in the peer's are hostile
   */
  Manifest manifest();

  /**
   * How far it is.
   *
   * @return the progress now
   */
  Progress progress();

  /**
   * Ends it: nothing more is sent or written, the other side is told. What a receiver has is kept
   * for a later offer of the same. Harmless when it is over.
   */
  void cancel();

  /**
   * How it ended.
   *
   * @return done with the end, after the listener has heard of it; never failed
   */
  CompletableFuture<TransferEnd> ended();
}
