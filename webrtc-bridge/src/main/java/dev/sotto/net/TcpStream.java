package dev.sotto.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that a loop reads and writes. Small segments are not delayed: what is sent in
 * one turn of the loop is together already.
 *
 * <p>All calls are on the loop thread.
 */
public final class TcpStream implements ByteStream {
  /** How many bytes wait to be written at most. */
  public static final int QUEUE_BYTES = 256 << 10;

  private static final int READS_A_TURN = 4;

  private final Loop loop;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final SelectionKey key;
  private final Timer connectTimeout;
  private final OutgoingBytes outgoing = new OutgoingBytes(QUEUE_BYTES);
  private InetSocketAddress local;
  private Handler handler;
  private boolean connected;
  private boolean reading = true;
  private boolean flushComes;
  private boolean closed;

  private TcpStream(Loop loop, SocketChannel channel, InetSocketAddress remote, Handler handler)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.remote = remote;
    this.handler = handler;
    this.key = loop.register(channel, 0, this::ready);
    this.connectTimeout = loop.timer(() -> end(StreamEnd.TIMEOUT));
  }

  /**
   * Begins to connect.
   *
   * @param loop the loop that reads and writes, whose thread is the caller
   * @param local the address to bind, with port 0 for any; null for whatever the system chooses
   * @param remote where to, of the same family
   * @param connectTimeout after which it ends with {@link StreamEnd#TIMEOUT}
   * @param handler takes what happens
   * @return the stream, not yet connected
   * @throws IOException when the system refuses at once, or knows no route
   */
  public static TcpStream open(
      Loop loop,
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      Duration connectTimeout,
      Handler handler)
      throws IOException {
    loop.requireInLoop();
    boolean ipv4 = remote.getAddress() instanceof Inet4Address;
    SocketChannel channel =
        SocketChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      configure(channel);
      channel.bind(local);
      boolean atOnce = channel.connect(remote);
      TcpStream stream = new TcpStream(loop, channel, remote, handler);
      // A socket that is connected already is writable, and says so in the next turn.
      stream.key.interestOps(atOnce ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT);
      stream.connectTimeout.schedule(loop.now().plus(connectTimeout).nanos());
      return stream;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What a listener accepted: connected, but nothing happens to it before {@link #attend}. */
  static TcpStream accepted(Loop loop, SocketChannel channel) throws IOException {
    configure(channel);
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    TcpStream stream = new TcpStream(loop, channel, remote, new Unattended());
    stream.connected = true;
    return stream;
  }

  /** Says who takes what happens to an accepted stream, and begins to read. */
  void attend(Handler attendant) {
    handler = attendant;
    watch();
  }

  /** Nobody has been told of the stream, so nobody need be told what happens to it. */
  private static final class Unattended implements Handler {
    @Override
    public void onConnected() {}

    @Override
    public void onBytes(byte[] buffer, int offset, int length) {}

    @Override
    public void onClosed(StreamEnd end) {}
  }

  private static void configure(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /**
   * Whether it is not over; it need not be connected yet.
   *
   * @return false once closed by either end
   */
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean send(byte[] bytes, int offset, int length) {
    loop.requireInLoop();
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (!connected || closed || !outgoing.add(bytes, offset, length)) {
      return false;
    }
    flushAfterTurn();
    return true;
  }

  @Override
  public int room() {
    return connected && !closed ? outgoing.room() : 0;
  }

  @Override
  public void close() {
    if (!closed) {
      if (connected) {
        write();
      }
      release();
    }
  }

  /** Whether to read: who does not, has the other end wait once the system's buffers are full. */
  void read(boolean on) {
    reading = on;
    watch();
  }

  /** Ends the stream and tells the handler. */
  void end(StreamEnd end) {
    if (!closed) {
      release();
      handler.onClosed(end);
    }
  }

  private void release() {
    closed = true;
    connectTimeout.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      loop.report(e);
    }
  }

  private void flushAfterTurn() {
    // While the system takes no more, it will say when it does.
    if (flushComes || (key.interestOps() & SelectionKey.OP_WRITE) != 0) {
      return;
    }
    flushComes = true;
    try {
      loop.execute(this::flush);
    } catch (RejectedExecutionException e) {
      flush(); // The loop is closing; there is no later.
    }
  }

  private void flush() {
    flushComes = false;
    if (closed) {
      return;
    }
    if (write()) {
      watch();
    } else {
      end(StreamEnd.BROKEN);
    }
  }

  /** Writes until all is written or the system takes no more; false when the connection is gone. */
  private boolean write() {
    while (!outgoing.isEmpty()) {
      ByteBuffer buffer = loop.sendBuffer().clear();
      outgoing.copyTo(buffer);
      buffer.flip();
      try {
        outgoing.remove(channel.write(buffer));
      } catch (IOException e) {
        return false;
      }
      if (buffer.hasRemaining()) {
        return true;
      }
    }
    return true;
  }

  private void watch() {
    if (connected && key.isValid()) {
      int write = outgoing.isEmpty() ? 0 : SelectionKey.OP_WRITE;
      int operations = (reading ? SelectionKey.OP_READ : 0) | write;
      if (key.interestOps() != operations) {
        key.interestOps(operations);
      }
    }
  }

  private void ready() {
    if (closed) {
      return;
    }
    if (!connected) {
      finishConnecting();
      return;
    }
    boolean readable = key.isReadable();
    if (key.isWritable()) {
      flush();
    }
    if (readable) {
      readSome();
    }
  }

  private void finishConnecting() {
    try {
      if (!channel.finishConnect()) {
        return;
      }
      local = (InetSocketAddress) channel.getLocalAddress();
    } catch (ConnectException e) {
      end(StreamEnd.REFUSED);
      return;
    } catch (IOException e) {
      end(StreamEnd.UNREACHABLE);
      return;
    }
    connected = true;
    connectTimeout.cancel();
    watch();
    handler.onConnected();
  }

  private void readSome() {
    ByteBuffer direct = loop.receiveBuffer();
    byte[] copy = loop.receiveCopy();
    for (int i = 0; i < READS_A_TURN && reading && !closed; i++) {
      direct.clear();
      int length;
      try {
        length = channel.read(direct);
      } catch (IOException e) {
        end(StreamEnd.BROKEN);
        return;
      }
      if (length < 0) {
        end(StreamEnd.ENDED);
      }
      if (length <= 0) {
        return;
      }
      direct.flip().get(copy, 0, length);
      handler.onBytes(copy, 0, length);
    }
  }
}
