package dev.sotto.web;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, told apart into what a {@link Visit} wants to know. Jetty calls it from one thread
 * at a time, and only after it was asked for more: a peer is read no faster than it is served.
 */
public final class RendezvousSocket implements Session.Listener {
  private final Reception reception;
  private final InetAddress address;
  private @Nullable Visit visit;
  private @Nullable SocketLine line;

  /**
   * A socket that is about to open.
   *
   * @param address who is at the other end
   */
  RendezvousSocket(Reception reception, InetAddress address) {
    this.reception = reception;
    this.address = address;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    // Jetty counts our own pings as a sign of life. The visit knows better and ends what is silent.
    session.setIdleTimeout(Duration.ZERO);
    SocketLine opened = new SocketLine(session, reception.limits().waitingBytes());
    line = opened;
    visit = reception.enter(opened, address);
    opened.more();
  }

  @Override
  public void onWebSocketText(String message) {
    if (visit != null && line != null) {
      line.arrived();
      visit.receive(message);
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    if (visit != null && line != null) {
      line.arrived();
      visit.receiveBinary();
    }
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    if (visit != null && line != null) {
      line.arrived();
      visit.receivePong();
      line.more();
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    end(false);
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    end(statusCode == StatusCode.NORMAL);
    callback.succeed();
  }

  private void end(boolean forGood) {
    if (visit != null) {
      visit.end(forGood);
    }
  }
}
