package dev.sotto.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One UDP socket that is a member of one multicast group on some links, bound to the group's port,
 * which it shares with other programs. What it sends to the group, other sockets of this machine
 * hear too, and so does it.
 *
 * <p>It also hears unicast, and the group on links where another program has joined: the handler
 * judges by the source. All calls are on the loop thread.
 */
public final class GroupSocket implements AutoCloseable {
  /** RFC 6762 section 11: it shows, to who looks, that a packet has passed no router. */
  private static final int TIME_TO_LIVE = 255;

  private static final int READS_A_TURN = 64;

  private final Loop loop;
  private final DatagramChannel channel;
  private final InetSocketAddress group;
  private final Handler handler;
  private final Map<Integer, NetworkInterface> joined = new LinkedHashMap<>();

  private GroupSocket(
      Loop loop, DatagramChannel channel, InetSocketAddress group, Handler handler) {
    this.loop = loop;
    this.channel = channel;
    this.group = group;
    this.handler = handler;
  }

  /** Takes the datagrams of a socket, on the loop thread. */
  @FunctionalInterface
  public interface Handler {
    /**
     * One datagram that is not empty, of the group's address family. The array is the loop's and is
     * used again on return.
     *
     * @param socket the socket it came to
     * @param source who sent it, as far as UDP can tell
     * @param buffer holds it
     * @param offset where it starts
     * @param length its length in bytes
     */
    void onPacket(
        GroupSocket socket, InetSocketAddress source, byte[] buffer, int offset, int length);
  }

  /**
   * Opens a socket and starts reading; it is a member nowhere yet.
   *
   * @param loop the loop that reads, whose thread is the caller
   * @param group the group's address, and the port
   * @param handler takes the datagrams
   * @return the socket
   * @throws IOException when the system refuses, for instance because a program has the port and
   *     does not share it
   */
  public static GroupSocket open(Loop loop, InetSocketAddress group, Handler handler)
      throws IOException {
    loop.requireInLoop();
    boolean ipv4 = group.getAddress() instanceof Inet4Address;
    DatagramChannel channel =
        DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      // What BSD and macOS want in addition.
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TIME_TO_LIVE);
      channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      channel.bind(new InetSocketAddress(anyAddress(ipv4), group.getPort()));
      GroupSocket socket = new GroupSocket(loop, channel, group, handler);
      loop.register(channel, SelectionKey.OP_READ, socket::read);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InetAddress anyAddress(boolean ipv4) throws IOException {
    return InetAddress.getByAddress(new byte[ipv4 ? 4 : 16]);
  }

  /**
   * Becomes a member on a link, if it is not.
   *
   * @param link the link
   * @return false when that is not possible: the interface has no address of the group's family, or
   *     has gone
   */
  public boolean join(MulticastLink link) {
    loop.requireInLoop();
    NetworkInterface network = link.network();
    // With the addresses that it has now: what is sent takes its source from them.
    if (joined.replace(network.getIndex(), network) != null) {
      return true;
    }
    if (!link.speaks(group.getAddress()) || !channel.isOpen()) {
      return false;
    }
    try {
      channel.join(group.getAddress(), network);
      joined.put(network.getIndex(), network);
      return true;
    } catch (IOException e) {
      // An interface that went away, or as many groups as the system permits.
      return false;
    }
  }

  /**
   * Sends one datagram to the group on every link where the socket is a member. Where the system
   * refuses it is lost, as datagrams may be.
   *
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes
   */
  public void sendToGroup(byte[] packet, int offset, int length) {
    loop.requireInLoop();
    for (NetworkInterface network : joined.values()) {
      try {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
        transmit(group, packet, offset, length);
      } catch (IOException e) {
        // The interface has gone or is down; there are the others.
      }
    }
  }

  /**
   * Sends one datagram to one host.
   *
   * @param remote to whom, of the group's address family
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes
   * @return false when it was dropped at once: the socket is full or closed, or the system refused
   */
  public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
    loop.requireInLoop();
    try {
      return transmit(remote, packet, offset, length);
    } catch (IOException e) {
      // No route, a firewall, an interface that went away: to a datagram all of that is loss.
      return false;
    }
  }

  private boolean transmit(InetSocketAddress remote, byte[] packet, int offset, int length)
      throws IOException {
    ByteBuffer buffer = loop.sendBuffer().clear().put(packet, offset, length).flip();
    return channel.isOpen() && channel.send(buffer, remote) == length;
  }

  /** Leaves the group everywhere and closes the socket; harmless when repeated. */
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
      // An IPv6 socket hears IPv4 as well, which is for the IPv4 socket.
      if (length > 0 && isOfFamily(source.getAddress())) {
        direct.get(copy, 0, length);
        handler.onPacket(this, source, copy, 0, length);
      }
    }
  }

  private boolean isOfFamily(InetAddress source) {
    return source instanceof Inet4Address == group.getAddress() instanceof Inet4Address;
  }

  private @Nullable InetSocketAddress receive(ByteBuffer into) {
    try {
      return (InetSocketAddress) channel.receive(into);
    } catch (ClosedChannelException e) {
      return null;
    } catch (IOException e) {
      loop.report(e);
      close();
      return null;
    }
  }
}
