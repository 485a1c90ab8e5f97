package dev.sotto.ice;

import dev.sotto.net.ConnectedUdpSocket;
import dev.sotto.net.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Over UDP: a packet is a datagram. */
final class UdpServerLink implements ServerLink {
  private final ConnectedUdpSocket socket;

  /** Opens a socket of its own, whose port only the server learns. */
  UdpServerLink(Loop loop, InetSocketAddress local, InetSocketAddress server, Handler handler)
      throws IOException {
    socket =
        ConnectedUdpSocket.open(
            loop,
            local,
            server,
            new ConnectedUdpSocket.Handler() {
              @Override
              public void onPacket(byte[] buffer, int offset, int length) {
                handler.onPacket(buffer, offset, length);
              }

              @Override
              public void onUnreachable() {
                handler.onUnreachable();
              }
            });
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean send(byte[] packet, int offset, int length) {
    return socket.send(packet, offset, length);
  }

  @Override
  public boolean sendDatagram(byte[] packet, int offset, int length) {
    return socket.send(packet, offset, length);
  }

  @Override
  public void close() {
    socket.close();
  }
}
