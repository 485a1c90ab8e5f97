package dev.sotto.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * One UDP socket, bound to one local address and connected to nobody, whose datagrams a loop reads.
 *
 * <p>All calls are on the loop thread. That is more than tidiness: a thread that is interrupted
 * while it uses a channel closes it, and libraries interrupt their threads.
 */
public final class UdpSocket implements AutoCloseable {
  private static final int BUFFER_BYTES = 4 << 20;
  private static final int MAX_PAYLOAD = 65_507;
  private static final int READS_A_TURN = 64;

  private final Loop loop;
  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final Handler handler;

  private UdpSocket(Loop loop, DatagramChannel channel, InetSocketAddress local, Handler handler) {
    this.loop = loop;
    this.channel = channel;
    this.local = local;
    this.handler = handler;
  }

  /** Takes the datagrams of a socket, on the loop thread. */
  @FunctionalInterface
  public interface Handler {
    /**
     * One datagram that is not empty. The array is the loop's and is used again on return.
     *
     * @param socket the socket it came to
     * @param kind its protocol
     * @param source who sent it, as far as UDP can tell
     * @param buffer holds it
     * @param offset where it starts
     * @param length its length in bytes
     */
    void onPacket(
        UdpSocket socket,
        PacketKind kind,
        InetSocketAddress source,
        byte[] buffer,
        int offset,
        int length);
  }

  /**
   * Opens a socket and starts reading. Buffers of 4 MiB are asked of the system, which may give
   * less.
   *
   * @param loop the loop that reads, whose thread is the caller
   * @param local the address to bind, with port 0 for any
   * @param handler takes the datagrams
   * @return the socket
   * @throws IOException when the system refuses
   */
  public static UdpSocket open(Loop loop, InetSocketAddress local, Handler handler)
      throws IOException {
    loop.requireInLoop();
    DatagramChannel channel = DatagramChannel.open(family(local.getAddress()));
    try {
      channel.configureBlocking(false);
      ask(channel, StandardSocketOptions.SO_RCVBUF);
      ask(channel, StandardSocketOptions.SO_SNDBUF);
      channel.bind(local);
      UdpSocket socket =
          new UdpSocket(loop, channel, (InetSocketAddress) channel.getLocalAddress(), handler);
      loop.register(channel, SelectionKey.OP_READ, socket::read);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Where the socket is bound.
   *
   * @return the local address with the actual port
   */
  public InetSocketAddress localAddress() {
    return local;
  }

  /**
   * Whether it can still send and receive.
   *
   * @return false once closed
   */
  public boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Sends one datagram.
   *
   * @param remote to whom, of the socket's address family
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes, 1 to 65,507
   * @return false when it was dropped at once: the socket is full or closed, the address is of the
   *     other family, or the system refused
   */
  public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
    loop.requireInLoop();
    if (length < 1 || length > MAX_PAYLOAD) {
      throw new IllegalArgumentException("length " + length);
    }
    if (!sameFamily(remote.getAddress()) || !channel.isOpen()) {
      return false;
    }
    ByteBuffer buffer = loop.sendBuffer().clear().put(packet, offset, length).flip();
    try {
      return channel.send(buffer, remote) == length;
    } catch (IOException e) {
      // No route, a firewall, an interface that went away: to a datagram all of that is loss.
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
      InetSocketAddress source = receive(direct);
      if (source == null) {
        return;
      }
      int length = direct.flip().remaining();
      if (length > 0) {
        direct.get(copy, 0, length);
        handler.onPacket(this, PacketKind.of(copy[0]), source, copy, 0, length);
      }
    }
  }

  private @Nullable InetSocketAddress receive(ByteBuffer into) {
    try {
      return (InetSocketAddress) channel.receive(into);
    } catch (ClosedChannelException e) {
      return null;
    } catch (IOException e) {
      // An unconnected UDP socket reports no peer's errors; what is left is a dead socket.
      loop.report(e);
      close();
      return null;
    }
  }

  private boolean sameFamily(InetAddress remote) {
    return local.getAddress() instanceof Inet4Address
        ? remote instanceof Inet4Address
        : remote instanceof Inet6Address;
  }

  private static StandardProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** Linux gives what it may; BSD and macOS refuse what is more than that. */
  private static void ask(DatagramChannel channel, SocketOption<Integer> option)
      throws IOException {
    int before = channel.getOption(option);
    for (int bytes = BUFFER_BYTES; bytes > before; bytes /= 2) {
      try {
        channel.setOption(option, bytes);
        return;
      } catch (SocketException e) {
        // Too much: half of it then.
      }
    }
  }
}
