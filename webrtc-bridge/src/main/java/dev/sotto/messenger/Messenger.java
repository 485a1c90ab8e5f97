package dev.sotto.messenger;

import dev.sotto.pairing.PairingCode;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Consumer;

/**
 * Begins conversations. A program has one; it may have many sessions at once.
 *
 * <pre>
 *   try (Messenger messenger = new Messenger(PeerConfiguration.defaults(), options, failures)) {
 *     Session session = messenger.invite(URI.create("https://chat.example"), listener);
 *     session.ended().join();
 *   }
 * </pre>
 *
 * <p>All methods may be called from any thread and none blocks, but for {@link #close()}: what goes
 * wrong, also a server that is not there, is the {@link SessionEnd} of the session.
 */
public final class Messenger implements AutoCloseable {
  private final PeerConnectionFactory factory;
  private final boolean ownsFactory;
  private final MessengerOptions options;

  /**
   * A messenger with connections of its own.
   *
   * @param connections how they are made
   * @param options who we are
   * @param failures told of what a listener throws and of a bug of ours
   */
  public Messenger(
      PeerConfiguration connections, MessengerOptions options, Consumer<Throwable> failures) {
    this(new PeerConnectionFactory(connections, failures), true, options, failures);
  }

  /**
   * A messenger that shares the connections' threads with others.
   *
   * @param connections makes them; it is the caller's to close, after this
   * @param options who we are
   * @param failures told of what a listener throws and of a bug of ours
   */
  public Messenger(
      PeerConnectionFactory connections, MessengerOptions options, Consumer<Throwable> failures) {
    this(connections, false, options, failures);
  }

  private Messenger(
      PeerConnectionFactory factory,
      boolean ownsFactory,
      MessengerOptions options,
      Consumer<Throwable> failures) {
    this.factory = factory;
    this.ownsFactory = ownsFactory;
    this.options = options;
  }

  /**
   * Opens a room and waits for the one who gets the code.
   *
   * @param server the address of a rendezvous server, {@code http} or {@code https}
   * @param listener told what happens
   * @return the session
   */
  public Session invite(URI server, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Joins the room of a code.
   *
   * @param server the address of the rendezvous server that the code is for
   * @param code the code
   * @param listener told what happens
   * @return the session
   */
  public Session join(URI server, PairingCode code, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits for the one who gets the code to come straight here, without a server.
   *
   * @param address where to listen; port 0 for any, see {@link SessionListener#onListening}
   * @param listener told what happens
   * @return the session
   */
  public Session listen(InetSocketAddress address, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Goes straight to one who listens.
   *
   * @param address where it listens
   * @param code its code, of room {@code 0}
   * @param listener told what happens
   * @return the session
   * @throws IllegalArgumentException if the code is for another room
   */
  public Session dial(InetSocketAddress address, PairingCode code, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Begins with one line that people carry; the answer goes to {@link Session#answer}.
   *
   * @param listener told the line, and what happens
   * @return the session
   */
  public Session manualOffer(SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Replies to a line that people carried.
   *
   * @param line the line, from anyone
   * @param listener told the line to be carried back, and what happens
   * @return the session; it ends at once, of kind protocol, if the line is none
   */
  public Session manualAnswer(String line, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Ends every session at once and frees all threads and sockets. Harmless when repeated. */
  @Override
  public void close() {
    if (ownsFactory) {
      factory.close();
    }
  }

  @Override
  public String toString() {
    return "Messenger[" + options + "]";
  }
}
