package dev.sotto.ice;

import dev.sotto.net.ByteStream;
import dev.sotto.net.StreamEnd;
import dev.sotto.turn.TurnStreamFramer;
import java.io.IOException;

/** Over TCP or TLS: packets follow each other, each with its length (RFC 8656 section 3.1). */
final class StreamServerLink implements ServerLink {
  /** A request is sent once, so there is always room for some. */
  private static final int FOR_REQUESTS = 16 << 10;

  private final Handler handler;
  private final TurnStreamFramer framer;
  private final ByteStream stream;
  private boolean ready;
  private boolean closed;

  /** Opens the stream that the packets go by. */
  @FunctionalInterface
  interface Opener {
    ByteStream open(ByteStream.Handler handler) throws IOException;
  }

  StreamServerLink(Opener opener, Handler handler) throws IOException {
    this.handler = handler;
    this.framer = new TurnStreamFramer(this::onPacket);
    this.stream = opener.open(new Bytes());
  }

  private void onPacket(byte[] from, int offset, int length) {
    if (!closed) {
      handler.onPacket(from, offset, length);
    }
  }

  private final class Bytes implements ByteStream.Handler {
    @Override
    public void onConnected() {
      ready = true;
      handler.onReady();
    }

    @Override
    public void onBytes(byte[] buffer, int offset, int length) {
      if (!framer.handleBytes(buffer, offset, length) && !closed) {
        close();
        handler.onEnd("not a TURN server");
      }
    }

    @Override
    public void onClosed(StreamEnd end) {
      closed = true;
      handler.onEnd(end.label());
    }
  }

  @Override
  public boolean isReady() {
    return ready && !closed;
  }

  @Override
  public boolean send(byte[] packet, int offset, int length) {
    return stream.send(packet, offset, length);
  }

  @Override
  public boolean sendDatagram(byte[] packet, int offset, int length) {
    return length + FOR_REQUESTS <= stream.room() && stream.send(packet, offset, length);
  }

  @Override
  public void close() {
    closed = true;
    stream.close();
  }
}
