package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;

/** One of our UDP sockets. */
final class UdpWire implements Wire {
  private final UdpSocket socket;
  private final Base base;

  private UdpWire(UdpSocket socket) {
    this.socket = socket;
    this.base = new Base(Carrier.UDP, socket.localAddress());
  }

  /** Opens a socket; the receiver is told nothing before this returns. */
  static UdpWire open(Loop loop, InetSocketAddress local, Receiver receiver) throws IOException {
    // The socket reads on a later turn of the loop, when the wire is there.
    UdpWire[] made = new UdpWire[1];
    UdpSocket socket =
        UdpSocket.open(
            loop,
            local,
            (from, kind, source, buffer, offset, length) ->
                receiver.onPacket(made[0], source, buffer, offset, length));
    made[0] = new UdpWire(socket);
    return made[0];
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
    return socket.send(remote, packet, offset, length);
  }

  @Override
  public void close() {
    socket.close();
  }
}
