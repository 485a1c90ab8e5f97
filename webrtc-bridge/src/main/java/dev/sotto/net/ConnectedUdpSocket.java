package dev.sotto.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * One UDP socket connected to one remote address: it hears nobody else, and it hears when the
 * network says that nobody listens there (ICMP), which {@link UdpSocket} cannot. For asking a
 * gateway or a server, not for peers.
 *
 * <p>All calls are on the loop thread.
 */
public final class ConnectedUdpSocket implements AutoCloseable {
  private static final int READS_A_TURN = 16;

  private final Loop loop;
  private final DatagramChannel channel;
  private final Handler handler;

  private ConnectedUdpSocket(Loop loop, DatagramChannel channel, Handler handler) {
    this.loop = loop;
    this.channel = channel;
    this.handler = handler;
  }

  /** Takes what comes, on the loop thread. */
  public interface Handler {
    /**
     * One datagram from the remote address, possibly empty. The array is the loop's and is used
     * again on return.
     *
     * @param buffer holds it
     * @param offset where it starts
     * @param length its length in bytes
     */
    void onPacket(byte[] buffer, int offset, int length);

    /** The network says that something sent did not arrive; the socket goes on. */
    void onUnreachable();
  }

  /**
   * Opens a socket and starts reading.
   *
   * @param loop the loop that reads, whose thread is the caller
   * @param local the address to bind, with port 0 for any
   * @param remote the only one to talk with, of the same family
   * @param handler takes what comes
   * @return the socket
   * @throws IOException when the system refuses, or knows no route
   */
  public static ConnectedUdpSocket open(
      Loop loop, InetSocketAddress local, InetSocketAddress remote, Handler handler)
      throws IOException {
    loop.requireInLoop();
    boolean ipv4 = local.getAddress() instanceof Inet4Address;
    DatagramChannel channel =
        DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      channel.bind(local);
      channel.connect(remote);
      ConnectedUdpSocket socket = new ConnectedUdpSocket(loop, channel, handler);
      loop.register(channel, SelectionKey.OP_READ, socket::read);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Sends one datagram.
   *
   * @param packet the datagram, not longer than 65,507 bytes
   * @return false when it was dropped at once: the socket is full or closed, or the system refused,
   *     for instance because something sent before was unreachable
   */
  public boolean send(byte[] packet) {
    return send(packet, 0, packet.length);
  }

  /**
   * Sends one datagram.
   *
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes, 0 to 65,507
   * @return false when it was dropped at once, see {@link #send(byte[])}
   */
  public boolean send(byte[] packet, int offset, int length) {
    loop.requireInLoop();
    ByteBuffer buffer = loop.sendBuffer().clear().put(packet, offset, length).flip();
    try {
      return channel.isOpen() && channel.write(buffer) == length;
    } catch (IOException e) {
      // No route, a firewall, nobody there: to a datagram all of that is loss.
      return false;
    }
  }

  /** Closes the socket; harmless when repeated. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      loop.report(e);
    }
  }

  private void read() {
    ByteBuffer direct = loop.receiveBuffer();
    byte[] copy = loop.receiveCopy();
    for (int i = 0; i < READS_A_TURN && channel.isOpen(); i++) {
      direct.clear();
      try {
        // In a connected socket a datagram without a byte and no datagram differ in the source.
        if (channel.receive(direct) == null) {
          return;
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        handler.onUnreachable();
        continue;
      }
      int length = direct.flip().remaining();
      direct.get(copy, 0, length);
      handler.onPacket(copy, 0, length);
    }
  }
}
