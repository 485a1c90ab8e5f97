package dev.sotto.signal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Does the work that a busy server asks for before it lets us in ({@link ProofOfWork}), on a thread
 * of its own; a few times and no more. Confined to its room's thread.
 */
final class RoomWork {
  private static final int MAX_TIMES = 3;

  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(RoomThread.daemon("sotto-work"));
  private volatile boolean stopped;
  private int times;

  /**
   * Begins.
   *
   * @param room the room, or {@code open}
   * @param whenFound gets the number, on the worker's thread
   * @return false when the server asks for too much
   */
  boolean begin(ServerMessage.Work work, String room, LongConsumer whenFound) {
    if (work.bits() > ProofOfWork.MAX_BITS || ++times > MAX_TIMES) {
      return false;
    }
    Future<?> unused =
        worker.submit(
            () ->
                ProofOfWork.search(work.salt(), room, work.bits(), () -> stopped)
                    .ifPresent(whenFound));
    return true;
  }

  /** Gives up, for good. */
  void stop() {
    stopped = true;
    worker.shutdown();
  }
}
