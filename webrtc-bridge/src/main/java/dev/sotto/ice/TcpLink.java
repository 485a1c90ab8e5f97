package dev.sotto.ice;

import dev.sotto.net.ByteStream;
import dev.sotto.net.DatagramFramer;
import dev.sotto.net.Loop;
import dev.sotto.net.PacketKind;
import dev.sotto.net.StreamEnd;
import dev.sotto.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * One TCP connection between two peers, with datagrams in it (RFC 4571). What is sent before it
 * stands waits for it, a little.
 *
 * <p>On the loop thread.
 */
final class TcpLink {
  private static final int LONGEST = 1500;
  private static final int MAX_WAITING = 8;

  /** A stream full of data has room for checks: without consent the data would have no path. */
  private static final int FOR_CHECKS = 16 << 10;

  private final Owner owner;
  private final TcpStream stream;
  private final DatagramFramer framer = new DatagramFramer(this::onDatagram);
  private final ByteStream.Handler handler = new Bytes();
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private final byte[] framed = new byte[DatagramFramer.HEADER_LENGTH + LONGEST];
  private boolean connected;
  private boolean idle;

  /** Whose connection it is. */
  interface Owner {
    /** One datagram that is not empty; the array is used again on return. */
    void onDatagram(TcpLink link, byte[] buffer, int offset, int length);

    /** It is over, and not because it was closed here. */
    void onEnd(TcpLink link);
  }

  private interface Opener {
    TcpStream open(ByteStream.Handler handler) throws IOException;
  }

  private TcpLink(Owner owner, Opener opener) throws IOException {
    this.owner = owner;
    this.stream = opener.open(handler);
  }

  private TcpLink(Owner owner, TcpStream stream) {
    this.owner = owner;
    this.stream = stream;
    this.connected = true;
  }

  /** Begins to connect, from whatever port the system chooses. */
  static TcpLink open(
      Loop loop, InetAddress local, InetSocketAddress remote, Duration timeout, Owner owner)
      throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(local, 0);
    return new TcpLink(owner, handler -> TcpStream.open(loop, anyPort, remote, timeout, handler));
  }

  /** Takes over a connection that was accepted. */
  static TcpLink accepted(TcpStream stream, Owner owner) {
    return new TcpLink(owner, stream);
  }

  /** Takes what happens to the stream. */
  ByteStream.Handler handler() {
    return handler;
  }

  TcpStream stream() {
    return stream;
  }

  /** The other end. */
  InetSocketAddress remote() {
    return stream.remoteAddress();
  }

  /** Sends one datagram; false when it was dropped at once. */
  boolean send(byte[] packet, int offset, int length) {
    idle = false;
    if (length > LONGEST) {
      return false;
    }
    return connected ? write(packet, offset, length) : keep(packet, offset, length);
  }

  private boolean write(byte[] packet, int offset, int length) {
    int written = DatagramFramer.write(packet, offset, length, framed, 0);
    int others = PacketKind.of(packet[offset]) == PacketKind.STUN ? 0 : FOR_CHECKS;
    return written + others <= stream.room() && stream.send(framed, 0, written);
  }

  private boolean keep(byte[] packet, int offset, int length) {
    return waiting.size() < MAX_WAITING
        && waiting.add(Arrays.copyOfRange(packet, offset, offset + length));
  }

  /** Whether nothing has been sent since this was asked before. */
  boolean isIdle() {
    boolean was = idle;
    idle = true;
    return was;
  }

  /** Ends it, and tells nobody; harmless when repeated. */
  void close() {
    stream.close();
  }

  private void onDatagram(byte[] from, int offset, int length) {
    // Several may come at once, and whoever gets the first may close this.
    if (stream.isOpen()) {
      owner.onDatagram(this, from, offset, length);
    }
  }

  private final class Bytes implements ByteStream.Handler {
    @Override
    public void onConnected() {
      connected = true;
      waiting.forEach(packet -> write(packet, 0, packet.length));
      waiting.clear();
    }

    @Override
    public void onBytes(byte[] buffer, int offset, int length) {
      framer.handleBytes(buffer, offset, length);
    }

    @Override
    public void onClosed(StreamEnd end) {
      owner.onEnd(TcpLink.this);
    }
  }
}
