package dev.sotto.turn;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a client tells its user; taken with {@link TurnClient#pollEvent}. */
public sealed interface TurnEvent {
  /**
   * The server relays: the first event of a client that succeeds.
   *
   * @param relayed the relayed transport addresses, one or two, of different families
   * @param mapped the client's own address as the server sees it
   * @param lifetime how long the allocation lives without a refresh, as the server said
   * @param missing why there is only one address where two were wanted; empty when there are all,
   *     or when the server does not say
   */
  record Allocated(
      List<TransportAddress> relayed,
      TransportAddress mapped,
      Duration lifetime,
      Optional<TurnFailure> missing)
      implements TurnEvent {
    /** Copies the list. */
    public Allocated {
      relayed = List.copyOf(relayed);
    }
  }

  /**
   * Datagrams to and from a peer's address pass the server.
   *
   * @param peer the address; its ports do not matter
   */
  record Permitted(IpAddress peer) implements TurnEvent {}

  /**
   * The server does not permit a peer, or no longer. It may be asked again.
   *
   * @param peer the address
   * @param failure why
   */
  record PermissionRefused(IpAddress peer, TurnFailure failure) implements TurnEvent {}

  /**
   * From now on datagrams to a peer travel in ChannelData.
   *
   * @param peer the peer
   */
  record ChannelBound(TransportAddress peer) implements TurnEvent {}

  /**
   * The server binds no channel to a peer, or no longer; datagrams to it travel in indications as
   * long as it is permitted. It may be asked again.
   *
   * @param peer the peer
   * @param failure why
   */
  record ChannelRefused(TransportAddress peer, TurnFailure failure) implements TurnEvent {}

  /**
   * The server wants another one to be asked (RFC 8489 section 10): a new client with {@link
   * TurnOptions#redirected}, over the same transport, which for TLS means the same name to verify.
   * Only an address of the family the server was reached by should be followed. The last event.
   *
   * @param server the other server; a unicast address and a port above 0
   */
  record Redirected(TransportAddress server) implements TurnEvent {}

  /**
   * There is no allocation, or no longer; the last event.
   *
   * @param failure why
   */
  record Failed(TurnFailure failure) implements TurnEvent {}

  /** The client was closed, and the server has been told or does not answer; the last event. */
  record Closed() implements TurnEvent {}
}
