package dev.sotto.ice;

import dev.sotto.net.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * TCP connections that we open, one to each address that something is sent to (RFC 6544 section
 * 4.5). One that ends is opened again when there is more to send, after a pause.
 */
final class TcpActiveWire implements Wire {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int MAX_PAUSES = 256;

  private final Loop loop;
  private final Base base;
  private final IntSupplier most;
  private final Receiver receiver;
  private final TcpLinks links;
  private final Map<InetSocketAddress, Long> pauses = new LinkedHashMap<>();
  private boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param address of this machine, which the connections leave from
   * @param most how many connections there may be at the moment
   */
  TcpActiveWire(Loop loop, InetAddress address, IntSupplier most, Receiver receiver) {
    this.loop = loop;
    this.base = new Base(Carrier.TCP, new InetSocketAddress(address, Base.DISCARD));
    this.most = most;
    this.receiver = receiver;
    this.links = new TcpLinks(loop);
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
    TcpLink open = links.get(remote);
    TcpLink link = open == null ? open(remote) : open;
    return link != null && link.send(packet, offset, length);
  }

  private @Nullable TcpLink open(InetSocketAddress remote) {
    if (closed || links.size() >= most.getAsInt() || !isDue(remote)) {
      return null;
    }
    pause(remote);
    try {
      TcpLink link = TcpLink.open(loop, base.ip(), remote, CONNECT_TIMEOUT, new Receiving());
      links.add(link);
      return link;
    } catch (IOException e) {
      // There is no way there: a candidate like others that do not answer.
      return null;
    }
  }

  private boolean isDue(InetSocketAddress remote) {
    return loop.now().hasReached(pauses.getOrDefault(remote, Long.MIN_VALUE));
  }

  private void pause(InetSocketAddress remote) {
    pauses.remove(remote);
    if (pauses.size() >= MAX_PAUSES) {
      Iterator<InetSocketAddress> eldest = pauses.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    pauses.put(remote, loop.now().plus(PAUSE).nanos());
  }

  @Override
  public void close() {
    closed = true;
    links.close();
  }

  private final class Receiving implements TcpLink.Owner {
    @Override
    public void onDatagram(TcpLink link, byte[] buffer, int offset, int length) {
      receiver.onPacket(TcpActiveWire.this, link.remote(), buffer, offset, length);
    }

    @Override
    public void onEnd(TcpLink link) {
      links.remove(link);
    }
  }
}
