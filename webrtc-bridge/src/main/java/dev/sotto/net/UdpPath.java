package dev.sotto.net;

import java.net.InetSocketAddress;

/**
 * A path straight over one of our UDP sockets.
 *
 * @param socket the socket at our end
 * @param remote the peer's address
 * @param localKind where the address that the peer sees comes from
 * @param remoteKind where the peer's address comes from
 */
public record UdpPath(
    UdpSocket socket, InetSocketAddress remote, CandidateKind localKind, CandidateKind remoteKind)
    implements Path {

  @Override
  public Transport transport() {
    return Transport.UDP;
  }

  @Override
  public InetSocketAddress local() {
    return socket.localAddress();
  }

  @Override
  public boolean send(byte[] packet, int offset, int length) {
    return socket.send(remote, packet, offset, length);
  }
}
