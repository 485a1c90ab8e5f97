package dev.sotto.peer;

import dev.sotto.net.Path;

/**
 * What happens on a connection. All calls for one connection come one after another, in order, on
 * an application thread of the factory, never on a network thread: they may block, which slows the
 * peer down once the receive window is full. An exception thrown here is reported to the factory's
 * failure handler and changes nothing else.
 */
public interface PeerListener {
  /**
   * A candidate of ours to be sent to the other side.
   *
   * @param candidate the candidate; {@link IceCandidate#isEnd()} is the last
   */
  default void onIceCandidate(IceCandidate candidate) {}

  /**
   * The connection changed.
   *
   * @param state its new state
   */
  default void onConnectionState(PeerConnectionState state) {}

  /**
   * The peer opened a channel. Set the channel's listener before this returns, and no message is
   * missed.
   *
   * @param channel the channel, open
   */
  default void onDataChannel(DataChannel channel) {}

  /**
   * Packets take this path from now on.
   *
   * @param path the selected path
   */
  default void onPath(Path path) {}

  /**
   * The path has fallen silent, or this machine has lost the address that it uses, or a restart was
   * asked for. Whoever can still reach the peer exchanges descriptions again: the offer that is
   * created next has fresh credentials, and the connection goes on over the path that is found.
   * Needless between two peers of our own kind, which agree by themselves, and harmless.
   */
  default void onRestartNeeded() {}
}
