package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What happened to a relay, in order, to be awaited by a test. */
final class RelayEvents implements Relay.Listener {
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  record Allocated(List<TransportAddress> relayed, TransportAddress mapped) {}

  record Datagram(TransportAddress relayed, InetSocketAddress peer, String text) {}

  record Failed(String reason) {}

  record Lost() {}

  @Override
  public void onAllocated(List<TransportAddress> relayed, TransportAddress mapped) {
    events.add(new Allocated(relayed, mapped));
  }

  @Override
  public void onDatagram(
      TransportAddress relayed, InetSocketAddress peer, byte[] buffer, int offset, int length) {
    String text = new String(buffer, offset, length, StandardCharsets.UTF_8);
    events.add(new Datagram(relayed, peer, text));
  }

  @Override
  public void onFailed(String reason) {
    events.add(new Failed(reason));
  }

  @Override
  public void onLost() {
    events.add(new Lost());
  }

  <T> T next(Class<T> type) throws InterruptedException {
    Object event = events.poll(30, TimeUnit.SECONDS);
    if (!type.isInstance(event)) {
      throw new AssertionError("not a " + type.getSimpleName() + " but " + event);
    }
    return type.cast(event);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }
}
