package dev.sotto.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Fills what a server accepts no more: the system lets the next connection wait for ever. */
final class FullBacklog implements AutoCloseable {
  private final InetSocketAddress address;
  private final List<SocketChannel> waiting = new ArrayList<>();

  FullBacklog(InetSocketAddress address) throws IOException {
    this.address = address;
    for (int i = 0; i < 16; i++) {
      SocketChannel channel = SocketChannel.open();
      waiting.add(channel);
      channel.configureBlocking(false);
      channel.connect(address);
    }
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : waiting) {
      channel.close();
    }
  }
}
