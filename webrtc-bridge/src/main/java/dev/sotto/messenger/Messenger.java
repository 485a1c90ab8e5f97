package dev.sotto.messenger;

import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.signal.ManualLine;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Surroundings surroundings;
  private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

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
    this.surroundings = new Surroundings(factory, options, failures);
  }

  /**
   * Opens a room and waits for the one who gets the code.
   *
   * @param server the address of a rendezvous server, {@code http} or {@code https}
   * @param listener told what happens
   * @return the session
   */
  public Session invite(URI server, SessionListener listener) {
    return invite(usual(server), listener);
  }

  /**
   * Opens a room and waits for the one who gets the code.
   *
   * @param server the rendezvous server
   * @param listener told what happens
   * @return the session
   */
  public Session invite(RendezvousServer server, SessionListener listener) {
    return begin(new Start.Invite(new Places.Server(server)), listener);
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
    return join(usual(server), code, listener);
  }

  /**
   * Joins the room of a code.
   *
   * @param server the rendezvous server that the code is for
   * @param code the code
   * @param listener told what happens
   * @return the session
   */
  public Session join(RendezvousServer server, PairingCode code, SessionListener listener) {
    return begin(new Start.Join(new Places.Server(server), code), listener);
  }

  /**
   * Waits for the one who gets the code to come straight here, without a server.
   *
   * @param address where to listen; port 0 for any, see {@link SessionListener#onListening}
   * @param listener told what happens
   * @return the session
   */
  public Session listen(InetSocketAddress address, SessionListener listener) {
    return begin(new Start.Listen(new Places.Listening(address)), listener);
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
    if (!code.room().equals(Pairings.DIRECT_ROOM)) {
      throw new IllegalArgumentException("the code is for a room of a server");
    }
    return begin(new Start.Dial(new Places.Calling(address), code), listener);
  }

  /**
   * Begins with one line that people carry; the answer goes to {@link Session#answer}.
   *
   * @param listener told the line, and what happens
   * @return the session
   */
  public Session manualOffer(SessionListener listener) {
    return begin(new Start.Manual(Optional.empty()), listener);
  }

  /**
   * Replies to a line that people carried.
   *
   * @param line the line, from anyone
   * @param listener told the line to be carried back, and what happens
   * @return the session
   * @throws IllegalArgumentException if the line is none that begins a session
   */
  public Session manualAnswer(String line, SessionListener listener) {
    ManualLine offer =
        ManualLine.parse(line)
            .filter(ManualLine::isOffer)
            .orElseThrow(() -> new IllegalArgumentException("not a first line of ours"));
    return begin(new Start.Manual(Optional.of(offer)), listener);
  }

  private RendezvousServer usual(URI uri) {
    return new RendezvousServer(uri, surroundings.options().openToken(), false);
  }

  private Session begin(Start start, SessionListener listener) {
    Introducer self =
        surroundings
            .options()
            .identity()
            .map(own -> Introducer.installation(Octets.of(own.publicKey().bytes()), own::sign))
            .orElseGet(Introducer::nobody);
    return begin(start, self, listener);
  }

  /** In any of the ways and as anybody: for tests in places of their own. */
  Session begin(Start start, Introducer self, SessionListener listener) {
    if (closed) {
      throw new IllegalStateException("the messenger is closed");
    }
    Conversation begun =
        new Conversation(surroundings, start, self, listener, conversations::remove);
    conversations.add(begun);
    begun.start();
    if (closed) {
      begun.abort(); // closed at this moment, and perhaps without it
    }
    return new Session(begun);
  }

  /** Ends every session at once and frees all threads and sockets. Harmless when repeated. */
  @Override
  public void close() {
    closed = true;
    List<Conversation> left = List.copyOf(conversations);
    left.forEach(Conversation::abort);
    // Their ends are quick, and wait for no listener.
    left.forEach(conversation -> conversation.over().join());
    if (ownsFactory) {
      factory.close();
    }
    surroundings.close();
  }

  @Override
  public String toString() {
    return "Messenger[" + surroundings.options() + "]";
  }
}
