package dev.sotto.signal;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Listens for a peer that connects straight to us (the inviter's side of the mode {@code direct}).
 * Each caller gets a place of its own, whose run begins at once; at most {@link #MAX_UNCONFIRMED}
 * at a time are not {@link MeetingPlace#paired}, each for 10 s, and the one that called first has
 * to go for one more.
 *
 * <p>All methods may be called from any thread, also from the callers' listeners.
 */
public final class DirectListener implements AutoCloseable {
  /** How many callers may be unconfirmed at a time. */
  public static final int MAX_UNCONFIRMED = 8;

  /** Takes the callers. */
  @FunctionalInterface
  public interface Callers {
    /**
     * Somebody called. On the network thread, which must not be held up.
     *
     * @param place where to answer; {@link MeetingListener#onPeer} follows at once, and there the
     *     inviter's first message is to be sent
     * @return told what happens there
     */
    MeetingListener onCaller(MeetingPlace place);
  }

  private DirectListener() {}

  /**
   * Opens a listening socket.
   *
   * @param local the address to bind, with port 0 for any
   * @param callers takes the callers
   * @return the listener
   * @throws IOException when the system refuses
   */
  public static DirectListener open(InetSocketAddress local, Callers callers) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Where it listens.
   *
   * @return the address with the actual port
   */
  public InetSocketAddress localAddress() {
    throw new UnsupportedOperationException();
  }

  /**
   * Accepts nobody any more and drops who is unconfirmed; places that are paired stay until they
   * are closed themselves. Harmless when repeated.
   */
  @Override
  public void close() {}
}
