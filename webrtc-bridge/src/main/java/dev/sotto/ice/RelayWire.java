package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import java.net.InetSocketAddress;

/** One address that a relay holds for us. */
final class RelayWire implements Wire {
  private final Relay relay;
  private final Base base;

  RelayWire(Relay relay, Carrier carrier, TransportAddress relayed) {
    this.relay = relay;
    this.base = new Base(carrier, Pair.socketAddress(relayed));
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
    return relay.send(remote, packet, offset, length);
  }

  @Override
  public void prefer(InetSocketAddress remote) {
    relay.prefer(remote);
  }

  @Override
  public void close() {
    relay.close();
  }
}
