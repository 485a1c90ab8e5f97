package dev.sotto.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection, as a client: 1.3 or 1.2, to a server whose certificate is trusted and is for
 * the name that was asked for (RFC 2818 section 3.1, also for a literal address).
 *
 * <p>All calls are on the loop thread. The slow arithmetic of the handshake runs on an executor;
 * meanwhile nothing is read, so that nothing piles up here.
 */
public final class TlsStream implements ByteStream {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** RFC 8446 section 5.1: a record holds at most so many bytes. */
  private static final int RECORD_BYTES = 16_384;

  /** More than any cipher adds to a record. */
  private static final int RECORD_OVERHEAD = 512;

  /** What the handshake itself may yet want to send, and a record that it sends in between. */
  private static final int RESERVE = 4096;

  private static final int MAX_BUFFER = 128 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Loop loop;
  private final Executor slow;
  private final Handler handler;
  private final SSLEngine engine;
  private final TcpStream tcp;
  private final Timer deadline;

  /** What has arrived and is not deciphered yet; ready to be read. */
  private ByteBuffer arrived = NOTHING;

  private ByteBuffer plain;
  private ByteBuffer record;
  private boolean working;
  private boolean connected;
  private boolean closed;

  private TlsStream(
      Loop loop,
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      SSLEngine engine,
      Executor slow,
      Duration timeout,
      Handler handler)
      throws IOException {
    this.loop = loop;
    this.slow = slow;
    this.handler = handler;
    this.engine = engine;
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    this.record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.deadline = loop.timer(() -> end(StreamEnd.TIMEOUT));
    this.tcp = TcpStream.open(loop, local, remote, timeout, new Carrier());
  }

  /**
   * Begins to connect.
   *
   * @param loop the loop that reads and writes, whose thread is the caller
   * @param local the address to bind, with port 0 for any; null for whatever the system chooses
   * @param remote where to, of the same family
   * @param host the name, or the literal address, that the certificate must be for
   * @param context whom to trust
   * @param slow runs what takes milliseconds
   * @param timeout of the connection and the handshake together, after which it ends with {@link
   *     StreamEnd#TIMEOUT}
   * @param handler takes what happens
   * @return the stream, not yet connected
   * @throws IOException when the system refuses at once, or knows no route
   */
  public static TlsStream open(
      Loop loop,
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      String host,
      SSLContext context,
      Executor slow,
      Duration timeout,
      Handler handler)
      throws IOException {
    loop.requireInLoop();
    // The name also goes out as SNI, unless it is a literal or has no dot.
    SSLEngine engine = context.createSSLEngine(host, remote.getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    TlsStream stream = new TlsStream(loop, local, remote, engine, slow, timeout, handler);
    stream.deadline.schedule(loop.now().plus(timeout).nanos());
    return stream;
  }

  @Override
  public InetSocketAddress localAddress() {
    return tcp.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return tcp.remoteAddress();
  }

  @Override
  public boolean send(byte[] bytes, int offset, int length) {
    loop.requireInLoop();
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length > room()) {
      return false;
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (rest.hasRemaining() && !closed) {
        if (!wrap(rest)) {
          return refuse(rest.remaining() == length);
        }
      }
    } catch (SSLException e) {
      // The handler is told, but not from within its own call.
      later(() -> fail(e));
      return false;
    }
    return !closed;
  }

  /** The engine takes no bytes now; that is harmless as long as it has taken none. */
  private static boolean refuse(boolean untouched) throws SSLException {
    if (!untouched) {
      throw new SSLException("stopped inside what was sent");
    }
    return false;
  }

  @Override
  public int room() {
    // While the engine works it is locked, and to wait for it would block the loop.
    if (!connected || closed || working) {
      return 0;
    }
    int below = tcp.room();
    int records = 1 + below / RECORD_BYTES;
    return Math.max(0, below - records * RECORD_OVERHEAD - RESERVE);
  }

  @Override
  public void close() {
    if (!closed) {
      sayGoodbye();
      release();
    }
  }

  /** RFC 8446 section 6.1: each party sends close_notify before it closes its side. */
  private void sayGoodbye() {
    if (working) {
      return;
    }
    engine.closeOutbound();
    sendAlert();
  }

  private void sendAlert() {
    try {
      wrap(NOTHING);
    } catch (SSLException e) {
      // It was to be the last word, and it is over without.
    }
  }

  private void end(StreamEnd end) {
    if (!closed) {
      release();
      handler.onClosed(end);
    }
  }

  private void fail(SSLException failure) {
    if (!closed) {
      sendAlert();
      end(isDistrust(failure) ? StreamEnd.UNTRUSTED : StreamEnd.NO_TLS);
    }
  }

  private static boolean isDistrust(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private void release() {
    closed = true;
    deadline.cancel();
    tcp.close();
  }

  /** Takes what happens to the connection below. */
  private final class Carrier implements Handler {
    @Override
    public void onConnected() {
      try {
        engine.beginHandshake();
      } catch (SSLException e) {
        fail(e);
        return;
      }
      advance();
    }

    @Override
    public void onBytes(byte[] buffer, int offset, int length) {
      keep(buffer, offset, length);
      advance();
    }

    @Override
    public void onClosed(StreamEnd end) {
      // Without a close_notify the end may be a forgery, and what came before it not all there was.
      TlsStream.this.end(end == StreamEnd.ENDED ? StreamEnd.BROKEN : end);
    }
  }

  private void keep(byte[] bytes, int offset, int length) {
    int left = arrived.remaining();
    if (left + length > arrived.capacity()) {
      arrived = ByteBuffer.allocate(left + length).put(arrived);
    } else {
      arrived.compact();
    }
    arrived.put(bytes, offset, length).flip();
  }

  /** Goes on until the engine waits: for bytes, or for the executor. */
  private void advance() {
    try {
      while (!closed && !working) {
        if (!step()) {
          return;
        }
      }
    } catch (SSLException e) {
      fail(e);
    }
  }

  /** Does what the engine wants next; false when it waits. */
  private boolean step() throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> work();
      case NEED_WRAP -> wrap(NOTHING);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> unwrap();
    };
  }

  /** Has the executor do what takes time; always waits for it. */
  private boolean work() {
    working = true;
    tcp.read(false);
    try {
      slow.execute(this::runTasks);
    } catch (RejectedExecutionException e) {
      end(StreamEnd.BROKEN);
    }
    return false;
  }

  /** On the executor. */
  private void runTasks() {
    try {
      for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
        task.run();
      }
    } finally {
      later(this::goOn);
    }
  }

  private void goOn() {
    working = false;
    if (!closed) {
      tcp.read(true);
      advance();
    }
  }

  private void later(Runnable action) {
    try {
      loop.execute(action);
    } catch (RejectedExecutionException e) {
      // The loop is gone, and the socket with it.
    }
  }

  /** Enciphers one record, or what the handshake has to say; false when there is nothing to do. */
  private boolean wrap(ByteBuffer from) throws SSLException {
    SSLEngineResult result = engine.wrap(from, record.clear());
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      record = larger(record, engine.getSession().getPacketBufferSize());
      return true;
    }
    int length = result.bytesProduced();
    if (length > 0 && !tcp.send(record.array(), 0, length)) {
      throw new SSLException("no room for a record");
    }
    note(result);
    return length > 0 || result.bytesConsumed() > 0;
  }

  /** Deciphers one record; false when it has not arrived whole. */
  private boolean unwrap() throws SSLException {
    SSLEngineResult result = engine.unwrap(arrived, plain.clear());
    return switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> false;
      case BUFFER_OVERFLOW -> {
        plain = larger(plain, engine.getSession().getApplicationBufferSize());
        yield true;
      }
      case CLOSED -> {
        sayGoodbye();
        end(StreamEnd.ENDED);
        yield false;
      }
      case OK -> deliver(result);
    };
  }

  private boolean deliver(SSLEngineResult result) {
    note(result);
    int length = result.bytesProduced();
    if (length > 0 && !closed) {
      handler.onBytes(plain.array(), 0, length);
    }
    return length > 0 || result.bytesConsumed() > 0;
  }

  private static ByteBuffer larger(ByteBuffer buffer, int wanted) throws SSLException {
    if (wanted <= buffer.capacity() || wanted > MAX_BUFFER) {
      throw new SSLException("a record that fits nowhere");
    }
    return ByteBuffer.allocate(wanted);
  }

  private void note(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !connected) {
      connected = true;
      deadline.cancel();
      handler.onConnected();
    }
  }
}
