package dev.sotto.messenger;

import java.util.concurrent.CompletableFuture;

/** One stream of bytes, to the peer or from it. Every method may be called from any thread. */
public interface Pipe {
  /**
   * The way it goes.
   *
   * @return true for our stream, false for the peer's
   */
  boolean outgoing();

  /**
   * How much went.
   *
   * @return bytes read from our source, or written to our sink, so far
   */
  long bytes();

  /** Ends it at once; what is under way is lost. Harmless when it is over. */
  void cancel();

  /**
   * How it ended.
   *
   * @return done with the end when every byte was written by the other side or by us, or when it
   *     will not be; never failed
   */
  CompletableFuture<TransferEnd> ended();
}
