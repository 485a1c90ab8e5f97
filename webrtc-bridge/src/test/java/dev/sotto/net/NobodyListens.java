package dev.sotto.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port where nobody listens, by UDP or TCP, and nobody else can meanwhile: one socket is bound
 * and does not listen, the other hears only somebody who never speaks.
 */
public final class NobodyListens implements AutoCloseable {
  private final Socket tcp = new Socket();
  private final DatagramSocket udp;

  /** At a port, or any when that is 0. */
  public NobodyListens(InetAddress address, int port) throws IOException {
    tcp.bind(new InetSocketAddress(address, port));
    udp = new DatagramSocket(tcp.getLocalSocketAddress());
    udp.connect(address, 9);
  }

  /** Where. */
  public InetSocketAddress address() {
    return (InetSocketAddress) tcp.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
