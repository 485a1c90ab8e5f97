package dev.sotto.signal;

import dev.sotto.net.ByteStream;
import dev.sotto.net.Loop;
import dev.sotto.net.TcpListener;
import dev.sotto.net.TcpStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Listens for a peer that connects straight to us (the inviter's side of the mode {@code direct}).
 * Each caller gets a place of its own, whose run begins at once; at most {@link #MAX_UNCONFIRMED}
 * at a time are not {@link MeetingPlace#paired}, each for 10 s. For one more a silent one has to
 * go, the eldest of the address that has the most; once all have spoken, nobody else is let in.
 *
 * <p>All methods may be called from any thread, also from the callers' listeners. One network
 * thread serves the socket and all callers; it ends when the listener is closed and the last of
 * them gone.
 */
public final class DirectListener implements AutoCloseable {
  /** How many callers may be unconfirmed at a time. */
  public static final int MAX_UNCONFIRMED = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Loop loop;
  private final Callers callers;

  // Below: the loop's alone.
  private final TcpListener socket;
  private final Set<DirectPlace> places = new HashSet<>();
  private boolean closed;

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

  private DirectListener(Loop loop, InetSocketAddress local, Duration patience, Callers callers)
      throws IOException {
    this.loop = loop;
    this.callers = callers;
    this.socket = TcpListener.open(loop, local, MAX_UNCONFIRMED, patience, this::accept);
  }

  /**
   * Opens a listening socket.
   *
   * @param local the address to bind, with port 0 for any
   * @param callers takes the callers
   * @return the listener
   * @throws IOException when the system refuses
   */
  public static DirectListener open(InetSocketAddress local, Callers callers) throws IOException {
    return open(local, PATIENCE, callers);
  }

  static DirectListener open(InetSocketAddress local, Duration patience, Callers callers)
      throws IOException {
    Loop loop = loop("sotto-listen");
    try {
      return CompletableFuture.supplyAsync(() -> listen(loop, local, patience, callers), loop)
          .join();
    } catch (CompletionException e) {
      loop.close();
      if (e.getCause() instanceof UncheckedIOException refused) {
        throw new IOException("cannot listen on " + local, refused.getCause());
      }
      throw e;
    }
  }

  private static DirectListener listen(
      Loop loop, InetSocketAddress local, Duration patience, Callers callers) {
    try {
      return new DirectListener(loop, local, patience, callers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What goes wrong there is a bug, and the thread's handler is told. */
  static Loop loop(String name) {
    return new Loop(
        name,
        failure -> {
          Thread thread = Thread.currentThread();
          thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        });
  }

  /**
   * Where it listens.
   *
   * @return the address with the actual port
   */
  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  /**
   * Accepts nobody any more and drops who is unconfirmed; places that are paired stay until they
   * are closed themselves. Harmless when repeated.
   */
  @Override
  public void close() {
    try {
      loop.execute(this::stop);
    } catch (RejectedExecutionException e) {
      // Closed before, and the thread with it.
    }
  }

  private void stop() {
    closed = true;
    socket.close();
    Set.copyOf(places).stream()
        .filter(place -> !place.isPaired())
        .forEach(place -> place.end(MeetingEnd.closed()));
    endIfUnused();
  }

  private void endIfUnused() {
    if (closed && places.isEmpty()) {
      loop.close();
    }
  }

  private ByteStream.Handler accept(TcpStream stream) {
    DirectPlace place = new DirectPlace(loop, new MeetingListener() {}, new Calls());
    place.stream(stream);
    places.add(place);
    place.listener(callers.onCaller(place));
    place.onConnected();
    return place;
  }

  private final class Calls implements DirectPlace.Hooks {
    @Override
    public void onSpoke(DirectPlace place) {
      TcpStream stream = place.stream();
      if (stream != null) {
        socket.keep(stream);
      }
    }

    @Override
    public void onPaired(DirectPlace place) {
      TcpStream stream = place.stream();
      if (stream != null) {
        socket.identified(stream);
      }
    }

    @Override
    public void onEnded(DirectPlace place) {
      places.remove(place);
      endIfUnused();
    }
  }
}
