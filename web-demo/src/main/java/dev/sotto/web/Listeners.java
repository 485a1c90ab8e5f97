package dev.sotto.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Listening sockets on several addresses that share one port. */
final class Listeners {
  private static final int ATTEMPTS = 16;
  private static final int BACKLOG = 128;

  private Listeners() {}

  /**
   * Binds all addresses, or none.
   *
   * @param addresses where to listen
   * @param port the port, or 0 for one that is free on all of them
   * @return one channel an address, for the caller to close
   * @throws IOException when the port is taken or an address is not of this machine
   */
  static List<ServerSocketChannel> bind(List<InetAddress> addresses, int port) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return bindOnce(addresses, port);
      } catch (IOException e) {
        // A port that is free on the first address can be taken on the second.
        if (port != 0 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static List<ServerSocketChannel> bindOnce(List<InetAddress> addresses, int port)
      throws IOException {
    List<ServerSocketChannel> bound = new ArrayList<>();
    int chosen = port;
    try {
      for (InetAddress address : addresses) {
        ServerSocketChannel channel = ServerSocketChannel.open();
        bound.add(channel);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(address, chosen), BACKLOG);
        chosen = channel.socket().getLocalPort();
      }
      return bound;
    } catch (IOException e) {
      close(bound);
      throw new IOException("cannot listen on port " + chosen + ": " + e.getMessage(), e);
    }
  }

  static void close(List<ServerSocketChannel> channels) throws IOException {
    for (ServerSocketChannel channel : channels) {
      channel.close();
    }
  }
}
