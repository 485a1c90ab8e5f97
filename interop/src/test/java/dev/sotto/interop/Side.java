package dev.sotto.interop;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.peer.IceCandidate;
import java.util.concurrent.BlockingQueue;

/**
 * One side of a connection, ours or that of another stack, with the same face for both. What
 * happens to it is queued, so that a test awaits it in its own thread.
 */
interface Side extends AutoCloseable {
  /** Opens a channel. */
  Wire open(ChannelOptions options);

  /** The next channel that the other side opened. */
  Wire nextAnnounced();

  /** Describes itself first; its candidates are looked for from now on. */
  String offer();

  /** Describes itself in reply. */
  String answer(String offer);

  /** Takes the reply. */
  void accept(String answer);

  /** Its candidates as they are found; the last is {@link IceCandidate#isEnd()}. */
  BlockingQueue<IceCandidate> candidates();

  void add(IceCandidate candidate);

  void awaitConnected();

  @Override
  void close();
}
