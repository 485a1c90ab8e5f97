package dev.sotto.net;

import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Accepts TCP connections. Whoever connects is a stranger at first: of these there are only so
 * many, each only for so long. When there is no more room one goes that was not {@link #keep kept}:
 * the eldest of the address that has the most, so that a flood from elsewhere moves nobody. If all
 * are kept, the next is not let in.
 *
 * <p>All calls are on the loop thread.
 */
public final class TcpListener implements AutoCloseable {
  private static final int ACCEPTS_A_TURN = 16;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Loop loop;
  private final ServerSocketChannel channel;
  private final InetSocketAddress local;
  private final int maxStrangers;
  private final Duration patience;
  private final Handler handler;
  private final SelectionKey key;
  private final Timer deadline;
  private final Timer resume;

  /** In the order of arrival. */
  private final Map<TcpStream, Stranger> strangers = new LinkedHashMap<>();

  /** Until when it must be known, and whether it may go for another before. */
  private record Stranger(long until, boolean kept) {}

  private TcpListener(
      Loop loop, ServerSocketChannel channel, int maxStrangers, Duration patience, Handler handler)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.maxStrangers = maxStrangers;
    this.patience = patience;
    this.handler = handler;
    this.key = loop.register(channel, SelectionKey.OP_ACCEPT, this::accept);
    this.deadline = loop.timer(this::expire);
    this.resume = loop.timer(this::resume);
  }

  /** Takes the connections, on the loop thread. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Somebody connected. The stream can be sent to at once.
     *
     * @param stream the connection, a stranger's until {@link TcpListener#identified}
     * @return takes what happens to it
     */
    ByteStream.Handler onAccepted(TcpStream stream);
  }

  /**
   * Opens a listening socket.
   *
   * @param loop the loop that accepts, whose thread is the caller
   * @param local the address to bind, with port 0 for any
   * @param maxStrangers how many connections may be unidentified at a time, at least 1
   * @param patience how long each of them may be, after which it ends with {@link
   *     StreamEnd#TIMEOUT}
   * @param handler takes the connections
   * @return the listener
   * @throws IOException when the system refuses
   */
  public static TcpListener open(
      Loop loop, InetSocketAddress local, int maxStrangers, Duration patience, Handler handler)
      throws IOException {
    loop.requireInLoop();
    if (maxStrangers < 1) {
      throw new IllegalArgumentException("maxStrangers " + maxStrangers);
    }
    boolean ipv4 = local.getAddress() instanceof Inet4Address;
    ServerSocketChannel channel =
        ServerSocketChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      channel.bind(local);
      return new TcpListener(loop, channel, maxStrangers, patience, handler);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Where the socket is bound.
   *
   * @return the local address with the actual port
   */
  public InetSocketAddress localAddress() {
    return local;
  }

  /**
   * Who a stream leads to is known: it is no longer bounded here, nor closed with the listener.
   *
   * @param stream one that was accepted here
   */
  public void identified(TcpStream stream) {
    loop.requireInLoop();
    strangers.remove(stream);
  }

  /**
   * A stranger has shown that it means something: it keeps its place until its time is over.
   *
   * @param stream one that was accepted here
   */
  public void keep(TcpStream stream) {
    loop.requireInLoop();
    strangers.computeIfPresent(stream, (same, known) -> new Stranger(known.until(), true));
  }

  /** Closes the socket and the connections that are unidentified; harmless when repeated. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      loop.report(e);
    }
    deadline.cancel();
    resume.cancel();
    strangers.keySet().forEach(TcpStream::close);
    strangers.clear();
  }

  private void accept() {
    for (int i = 0; i < ACCEPTS_A_TURN && channel.isOpen(); i++) {
      SocketChannel accepted;
      try {
        accepted = channel.accept();
      } catch (IOException e) {
        // No file handles left, most likely: the loop would be told of the same one for ever.
        loop.report(e);
        key.interestOps(0);
        resume.schedule(loop.now().plus(PAUSE).nanos());
        return;
      }
      if (accepted == null) {
        return;
      }
      welcome(accepted);
    }
  }

  private void resume() {
    key.interestOps(SelectionKey.OP_ACCEPT);
  }

  private void welcome(SocketChannel accepted) {
    TcpStream stream;
    try {
      stream = TcpStream.accepted(loop, accepted);
    } catch (IOException e) {
      abandon(accepted);
      return;
    }
    if (!makeRoom()) {
      stream.close();
      return;
    }
    strangers.put(stream, new Stranger(loop.now().plus(patience).nanos(), false));
    watchEldest();
    stream.attend(handler.onAccepted(stream));
  }

  /** It was gone before it could be looked at. */
  private void abandon(SocketChannel accepted) {
    try {
      accepted.close();
    } catch (IOException e) {
      loop.report(e);
    }
  }

  private boolean makeRoom() {
    if (strangers.size() >= maxStrangers) {
      strangers.keySet().removeIf(stream -> !stream.isOpen());
    }
    if (strangers.size() < maxStrangers) {
      return true;
    }
    Optional<TcpStream> leaving = leastWelcome();
    leaving.ifPresent(this::dismiss);
    return leaving.isPresent();
  }

  private Optional<TcpStream> leastWelcome() {
    Map<InetAddress, Long> crowds =
        strangers.keySet().stream()
            .collect(Collectors.groupingBy(TcpListener::address, Collectors.counting()));
    TcpStream chosen = null;
    long crowd = 0;
    for (Map.Entry<TcpStream, Stranger> stranger : strangers.entrySet()) {
      long ofSameAddress = crowds.getOrDefault(address(stranger.getKey()), 0L);
      if (!stranger.getValue().kept() && ofSameAddress > crowd) {
        chosen = stranger.getKey();
        crowd = ofSameAddress;
      }
    }
    return Optional.ofNullable(chosen);
  }

  private static InetAddress address(TcpStream stream) {
    return stream.remoteAddress().getAddress();
  }

  private void expire() {
    Monotonic now = loop.now();
    while (!strangers.isEmpty() && now.hasReached(eldest().getValue().until())) {
      dismiss(eldest().getKey());
    }
    watchEldest();
  }

  private Map.Entry<TcpStream, Stranger> eldest() {
    return strangers.entrySet().iterator().next();
  }

  private void dismiss(TcpStream stream) {
    strangers.remove(stream);
    stream.end(StreamEnd.TIMEOUT);
  }

  private void watchEldest() {
    deadline.schedule(strangers.isEmpty() ? Monotonic.NEVER : eldest().getValue().until());
  }
}
