package dev.sotto.messenger;

import java.io.OutputStream;

/** The peer has a stream for us. Unanswered it waits; nothing of it is read. */
public interface PipeOffer {
  /**
   * Takes it.
   *
   * @param sink where the bytes go: written and flushed on a thread that may block, which slows the
   *     peer down; not closed
   * @return the pipe
   * @throws IllegalStateException when it was answered before
   */
  Pipe accept(OutputStream sink);

  /** Refuses it. Harmless when it was answered before. */
  void decline();
}
