package dev.sotto.turn;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.StunBuilder;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The permissions (RFC 8656 section 9) and channels (section 12) of an allocation. Both are kept
 * until it ends: a number is never given to a second peer, which the RFC forbids for ten minutes
 * and more.
 */
final class Peers {
  private static final Duration PERMISSION_LIFETIME = Duration.ofMinutes(5);
  private static final Duration CHANNEL_LIFETIME = Duration.ofMinutes(10);

  private final int limit;
  private final Requests requests;
  private final Consumer<TurnEvent> events;
  private final Map<IpAddress, Lease> permissions = new HashMap<>();
  private final Map<TransportAddress, Channel> channels = new HashMap<>();
  private final List<Channel> channelsByNumber = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();

  Peers(int limit, Requests requests, Consumer<TurnEvent> events) {
    this.limit = limit;
    this.requests = requests;
    this.events = events;
  }

  PeerRequest permit(IpAddress ip) {
    Lease lease = permissions.get(ip);
    if (lease == null) {
      if (permissions.size() == limit) {
        return PeerRequest.TOO_MANY_PEERS;
      }
      lease = permission(ip);
      permissions.put(ip, lease);
      leases.add(lease);
    }
    lease.request();
    return PeerRequest.ACCEPTED;
  }

  private Lease permission(IpAddress ip) {
    // RFC 8656 9: the port is ignored by the server.
    TransportAddress peer = new TransportAddress(ip, 0);
    return new Lease(
        requests,
        new Lease.Terms(
            TurnNumbers.CREATE_PERMISSION,
            request -> request.xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, peer),
            PERMISSION_LIFETIME,
            () -> events.accept(new TurnEvent.Permitted(ip)),
            failure -> events.accept(new TurnEvent.PermissionRefused(ip, failure))));
  }

  /** Binds a channel, and asks for the permission too, which has the shorter life. */
  PeerRequest bind(TransportAddress peer) {
    Channel channel = channels.get(peer);
    if (channel == null && channels.size() == limit) {
      return PeerRequest.TOO_MANY_PEERS;
    }
    PeerRequest permitted = permit(peer.ip());
    if (permitted != PeerRequest.ACCEPTED) {
      return permitted;
    }
    if (channel == null) {
      channel = channel(ChannelData.FIRST_NUMBER + channelsByNumber.size(), peer);
      channels.put(peer, channel);
      channelsByNumber.add(channel);
      leases.add(channel.lease());
    }
    channel.lease().request();
    return PeerRequest.ACCEPTED;
  }

  private Channel channel(int number, TransportAddress peer) {
    Lease.Terms terms =
        new Lease.Terms(
            TurnNumbers.CHANNEL_BIND,
            request -> addChannel(request, number, peer),
            CHANNEL_LIFETIME,
            () -> events.accept(new TurnEvent.ChannelBound(peer)),
            failure -> events.accept(new TurnEvent.ChannelRefused(peer, failure)));
    return new Channel(number, peer, new Lease(requests, terms));
  }

  private static void addChannel(StunBuilder request, int number, TransportAddress peer) {
    byte[] value = {(byte) (number >> 8), (byte) number, 0, 0};
    request
        .attribute(TurnNumbers.CHANNEL_NUMBER_ATTRIBUTE, value)
        .xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, peer);
  }

  /** Whether the server takes datagrams to the address. */
  boolean isPermitted(IpAddress ip) {
    Lease lease = permissions.get(ip);
    return lease != null && lease.isGranted();
  }

  /** Whether datagrams from the address may come. */
  boolean isExpected(IpAddress ip) {
    Lease lease = permissions.get(ip);
    return lease != null && lease.isExpected();
  }

  /** The number of the channel to a peer, or -1 when none is bound. */
  int channelTo(TransportAddress peer) {
    Channel channel = channels.get(peer);
    return channel != null && channel.lease().isGranted() ? channel.number() : -1;
  }

  /**
   * Who a channel leads to. RFC 8656 12.1: data may come on it before the response that binds it.
   */
  @Nullable TransportAddress peerOf(int number) {
    int index = number - ChannelData.FIRST_NUMBER;
    if (index < 0 || index >= channelsByNumber.size()) {
      return null;
    }
    Channel channel = channelsByNumber.get(index);
    return channel.lease().isExpected() ? channel.peer() : null;
  }

  void clear() {
    permissions.clear();
    channels.clear();
    channelsByNumber.clear();
    leases.clear();
  }

  long nextTimeout() {
    long next = Monotonic.NEVER;
    for (int i = 0; i < leases.size(); i++) {
      next = Math.min(next, leases.get(i).nextTimeout());
    }
    return next;
  }

  void handleTimeout(Monotonic now) {
    for (int i = 0; i < leases.size(); i++) {
      leases.get(i).handleTimeout(now);
    }
  }
}
