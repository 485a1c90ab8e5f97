package dev.sotto.web;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** A {@link Line} over a Jetty WebSocket, with a bound on what waits to be written. */
final class SocketLine implements Line {
  private final Session session;
  private final long waitingLimit;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean reading = new AtomicBoolean();

  SocketLine(Session session, long waitingLimit) {
    this.session = session;
    this.waitingLimit = waitingLimit;
  }

  @Override
  public void send(String text) {
    long size = 2L * text.length();
    if (waiting.addAndGet(size) > waitingLimit) {
      drop(); // It does not read, so it would not read a close frame either.
      return;
    }
    session.sendText(text, Callback.from(() -> waiting.addAndGet(-size), failure -> drop()));
  }

  @Override
  public void more() {
    if (reading.compareAndSet(false, true)) {
      session.demand();
    }
  }

  /** What was asked for has come. */
  void arrived() {
    reading.set(false);
  }

  @Override
  public void ping() {
    session.sendPing(ByteBuffer.allocate(0), Callback.from(() -> {}, failure -> drop()));
  }

  @Override
  public void close(CloseReason reason) {
    session.close(reason.code(), reason.text(), Callback.NOOP);
    more(); // The peer's own close frame wants to be read.
  }

  @Override
  public void drop() {
    session.disconnect();
  }
}
