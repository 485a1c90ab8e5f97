package dev.sotto.ice;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What ice4j takes for its UDP socket: it receives what we let in and hands us what it sends. No
 * descriptor stands behind it.
 */
final class VirtualSocket extends DatagramSocket {
  private static final int MAX_WAITING = 256;
  private static final DatagramPacket END = new DatagramPacket(new byte[0], 0);

  private final Base base;
  private final InetSocketAddress local;
  private final Sink sink;
  private final BlockingQueue<DatagramPacket> inbound = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile boolean closed;

  /**
   * Makes a socket.
   *
   * @param base whose address it claims
   * @param sink takes what is sent
   */
  VirtualSocket(Base base, Sink sink) throws SocketException {
    super((SocketAddress) null);
    this.base = base;
    this.local = base.address();
    this.sink = sink;
    // The superclass opened a descriptor that nothing here uses.
    super.close();
  }

  /** Takes what ice4j sends, on any of its threads. */
  @FunctionalInterface
  interface Sink {
    /** One datagram, in an array of its own. */
    void send(Pair pair, byte[] packet);
  }

  /** Queues a datagram for ice4j; when it is too slow, that one is lost. From any thread. */
  void deliver(InetSocketAddress source, byte[] packet) {
    if (!closed) {
      inbound.offer(new DatagramPacket(packet, packet.length, source));
    }
  }

  @Override
  public void receive(DatagramPacket into) throws IOException {
    // Asked first: the one END may have been taken by a receive before.
    DatagramPacket packet = closed ? END : take();
    if (closed) {
      throw new SocketException("closed");
    }
    int length = Math.min(packet.getLength(), into.getLength());
    System.arraycopy(packet.getData(), 0, into.getData(), into.getOffset(), length);
    into.setLength(length);
    into.setSocketAddress(packet.getSocketAddress());
  }

  private DatagramPacket take() throws SocketException {
    try {
      return inbound.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted");
    }
  }

  @Override
  public void send(DatagramPacket packet) {
    byte[] copy = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), packet.getOffset(), copy, 0, copy.length);
    // A TransportAddress of ice4j's must not leave this package's ice4j side.
    sink.send(new Pair(base, new InetSocketAddress(packet.getAddress(), packet.getPort())), copy);
  }

  @Override
  public void close() {
    closed = true;
    // The superclass may call this before the field is there.
    if (inbound != null) {
      inbound.clear();
      inbound.offer(END);
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public InetAddress getLocalAddress() {
    return local.getAddress();
  }

  @Override
  public int getLocalPort() {
    return local.getPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return local;
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setSoTimeout(int timeout) {
    // Whoever receives waits until there is something or the socket closes.
  }

  @Override
  public int getReceiveBufferSize() {
    return StunGate.MAX_LENGTH;
  }

  @Override
  public void setReceiveBufferSize(int size) {
    // The queue is as long as it is.
  }
}
