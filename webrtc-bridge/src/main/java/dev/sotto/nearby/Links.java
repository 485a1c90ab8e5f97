package dev.sotto.nearby;

import dev.sotto.net.GroupSocket;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The multicast DNS group of IPv4 on some links; hears hosts of these links only. */
final class Links {
  /** RFC 6762 section 3. */
  static final int PORT = 5353;

  private static final byte[] GROUP = {(byte) 224, 0, 0, (byte) 251};
  private static final int MOST = 16;

  private final GroupSocket socket;

  private Links(GroupSocket socket) {
    this.socket = socket;
  }

  /** The links of some addresses of this machine; may block. */
  static List<MulticastLink> of(Collection<InetAddress> addresses) {
    try {
      return MulticastLink.of(addresses).stream().limit(MOST).toList();
    } catch (SocketException e) {
      return List.of(); // Who cannot look at the interfaces finds nobody this way.
    }
  }

  /** Opens them, on the loop's thread; empty where there is none to be had. */
  static Optional<Links> open(
      Loop loop, Collection<MulticastLink> links, GroupSocket.Handler handler) {
    try {
      GroupSocket socket =
          GroupSocket.open(
              loop,
              new InetSocketAddress(group(), PORT),
              (from, source, buffer, offset, length) -> {
                if (links.stream().anyMatch(link -> link.contains(source.getAddress()))) {
                  handler.onPacket(from, source, buffer, offset, length);
                }
              });
      long joined = links.stream().filter(socket::join).count();
      if (joined > 0) {
        return Optional.of(new Links(socket));
      }
      socket.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // A program that does not share the port.
    }
  }

  void send(byte[] packet, int length) {
    socket.sendToGroup(packet, 0, length);
  }

  private static InetAddress group() {
    try {
      return InetAddress.getByAddress(GROUP);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 bytes was refused", e);
    }
  }
}
