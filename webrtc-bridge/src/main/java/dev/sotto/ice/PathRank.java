package dev.sotto.ice;

import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;

/** How good a way is: host, mapped, reflexive, relayed; datagrams before a stream. */
final class PathRank {
  /** From here on another way is worth looking for. */
  static final int TCP = 10;

  /** From here on a relay is in it. */
  static final int RELAYED = 20;

  private PathRank() {}

  /**
   * The rank of a pair; lower is better.
   *
   * @param pair the pair
   * @param remote where the peer's end comes from
   */
  static int of(Pair pair, CandidateKind remote) {
    Carrier carrier = pair.local().carrier();
    int relays = (carrier.isRelay() ? 1 : 0) + (remote == CandidateKind.RELAY ? 1 : 0);
    int stream = carrier == Carrier.TCP ? TCP : 0;
    int byStream = carrier.transport() == Path.Transport.UDP ? 0 : 1;
    int relayed = relays == 0 ? 0 : RELAYED + 2 * relays + byStream;
    return relayed + stream + remoteRank(remote);
  }

  private static int remoteRank(CandidateKind remote) {
    return switch (remote) {
      case HOST -> 0;
      case MAPPED -> 1;
      case SRFLX, PRFLX, RELAY -> 2;
    };
  }
}
