package dev.sotto.web;

import dev.sotto.time.Monotonic;
import dev.sotto.web.Rooms.Visitor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, told apart into what the {@link Rooms} want to know. Jetty calls it from one
 * thread at a time.
 */
public final class RendezvousSocket implements Session.Listener.AutoDemanding {
  private final Rooms rooms;
  private final long waitingBytes;
  private final Supplier<Monotonic> clock;
  private @Nullable Visitor visitor;

  /**
   * A socket that is about to open.
   *
   * @param waitingBytes the bound on what waits to be written
   * @param clock the time that the rooms live in
   */
  RendezvousSocket(Rooms rooms, long waitingBytes, Supplier<Monotonic> clock) {
    this.rooms = rooms;
    this.waitingBytes = waitingBytes;
    this.clock = clock;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    // Jetty counts our own pings as a sign of life. The rooms know better and end what is silent.
    session.setIdleTimeout(Duration.ZERO);
    visitor = rooms.enter(new SocketLine(session, waitingBytes), clock.get());
  }

  @Override
  public void onWebSocketText(String message) {
    if (visitor != null) {
      rooms.receive(visitor, message, clock.get());
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    if (visitor != null) {
      rooms.receiveBinary(visitor);
    }
    callback.succeed();
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    if (visitor != null) {
      rooms.receivePong(visitor, clock.get());
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    leave();
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    leave();
    callback.succeed();
  }

  private void leave() {
    if (visitor != null) {
      rooms.leave(visitor);
    }
  }
}
