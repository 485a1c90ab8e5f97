package dev.sotto.ice;

import dev.sotto.net.ByteStream;
import dev.sotto.net.Loop;
import dev.sotto.net.TcpListener;
import dev.sotto.net.TcpStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * TCP connections that others open to us (RFC 6544 section 4.5). Whoever sends nothing authentic
 * for a few seconds is shown out.
 */
final class TcpPassiveWire implements Wire {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_STRANGERS = 16;

  private final Base base;
  private final IntSupplier most;
  private final Receiver receiver;
  private final TcpLinks links;
  private final TcpListener listener;
  private final Set<TcpLink> trusted = new HashSet<>();

  /**
   * Begins to listen.
   *
   * @param address of this machine, with port 0 for any
   * @param most how many connections of known peers there may be at the moment
   * @throws IOException when the port cannot be had
   */
  TcpPassiveWire(Loop loop, InetSocketAddress address, IntSupplier most, Receiver receiver)
      throws IOException {
    if (address.getPort() == Base.DISCARD) {
      throw new BindException("nobody connects to this port: RFC 6544 gives it a meaning");
    }
    this.most = most;
    this.receiver = receiver;
    this.links = new TcpLinks(loop);
    Strangers strangers = new Strangers();
    this.listener = TcpListener.open(loop, address, MAX_STRANGERS, PATIENCE, strangers);
    this.base = new Base(Carrier.TCP, listener.localAddress());
  }

  @Override
  public Base base() {
    return base;
  }

  /** There is no connection but those that others have opened. */
  @Override
  public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
    TcpLink link = links.get(remote);
    return link != null && link.send(packet, offset, length);
  }

  @Override
  public void trust(InetSocketAddress remote) {
    TcpLink link = links.get(remote);
    if (link == null || trusted.contains(link)) {
      return;
    }
    trusted.removeIf(one -> !one.stream().isOpen());
    if (trusted.size() < most.getAsInt()) {
      trusted.add(link);
      listener.identified(link.stream());
    }
    // Else it remains a stranger, and goes when its time is over.
  }

  @Override
  public void close() {
    listener.close();
    links.close();
    trusted.clear();
  }

  private final class Strangers implements TcpListener.Handler, TcpLink.Owner {
    @Override
    public ByteStream.Handler onAccepted(TcpStream stream) {
      TcpLink link = TcpLink.accepted(stream, this);
      links.add(link);
      return link.handler();
    }

    @Override
    public void onDatagram(TcpLink link, byte[] buffer, int offset, int length) {
      receiver.onPacket(TcpPassiveWire.this, link.remote(), buffer, offset, length);
    }

    @Override
    public void onEnd(TcpLink link) {
      links.remove(link);
      trusted.remove(link);
    }
  }
}
