package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first datagrams to peers that the server has not permitted yet: without them the first check
 * of a pair would always be lost. Bounded: what is over is lost.
 */
final class PendingDatagrams {
  private static final int PER_PEER = 8;
  private static final int LONGEST = 1500;
  private static final int MAX_PEERS = 16;

  private final Map<IpAddress, List<Pending>> byPeer = new HashMap<>();

  /** Takes what waited. */
  @FunctionalInterface
  interface Sender {
    void send(TransportAddress peer, byte[] datagram);
  }

  private static final class Pending {
    final TransportAddress peer;
    final byte[] datagram;

    Pending(TransportAddress peer, byte[] datagram) {
      this.peer = peer;
      this.datagram = datagram;
    }
  }

  /** Keeps a copy; false when there is no room. */
  boolean add(TransportAddress peer, byte[] packet, int offset, int length) {
    List<Pending> waiting = byPeer.get(peer.ip());
    if (length > LONGEST || (waiting == null && byPeer.size() == MAX_PEERS)) {
      return false;
    }
    if (waiting == null) {
      waiting = new ArrayList<>(1);
      byPeer.put(peer.ip(), waiting);
    }
    return waiting.size() < PER_PEER
        && waiting.add(new Pending(peer, Arrays.copyOfRange(packet, offset, offset + length)));
  }

  /** Hands over what waits for an address, in order. */
  void release(IpAddress ip, Sender sender) {
    List<Pending> waiting = byPeer.remove(ip);
    if (waiting != null) {
      waiting.forEach(pending -> sender.send(pending.peer, pending.datagram));
    }
  }

  /** Forgets what waits for an address. */
  void discard(IpAddress ip) {
    byPeer.remove(ip);
  }
}
