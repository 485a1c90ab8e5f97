package dev.sotto.messenger;

/**
 * What happens to one transfer. The calls come in the order of the session's {@link
 * SessionListener}, never two at once; an exception thrown here is reported to the messenger's
 * failure handler and changes nothing else.
 */
public interface TransferListener {
  /**
   * The receiver has said what it wants; data flows from now on. Not told again after a break.
   *
   * @param transfer which
   * @param progress what is accepted, and how much of it was there before
   */
  default void onAccepted(Transfer transfer, Progress progress) {}

  /**
   * It moves: at most every 100 ms, and once when all is there.
   *
   * @param transfer which
   * @param progress how far it is
   */
  default void onProgress(Transfer transfer, Progress progress) {}

  /**
   * A file is verified and in its place at the receiver.
   *
   * @param transfer which
   * @param file what
   */
  default void onFile(Transfer transfer, ReceivedFile file) {}

  /**
   * An accepted file will not get there.
   *
   * @param transfer which
   * @param file what, and why
   */
  default void onFileFailed(Transfer transfer, FailedFile file) {}

  /**
   * It is over. Told once; nothing comes after it.
   *
   * @param transfer which
   * @param end how it ended
   */
  default void onEnd(Transfer transfer, TransferEnd end) {}
}
