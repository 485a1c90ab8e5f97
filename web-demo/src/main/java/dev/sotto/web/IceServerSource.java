package dev.sotto.web;

import java.time.Duration;
import java.util.List;

/** Knows the ICE servers that peers are told of. Safe for use by several threads. */
public interface IceServerSource {
  /**
   * The servers, for one member of a room.
   *
   * @param tag tells users apart at a TURN server: random, the same as long as the member is there
   * @return the servers; none at all if there are none
   */
  List<IceServer> servers(String tag);

  /**
   * How long what was told is good for.
   *
   * @return a time of at least some seconds
   */
  Duration lifetime();

  /**
   * A source of none.
   *
   * @return an empty one
   */
  static IceServerSource none() {
    return new IceServerSource() {
      @Override
      public List<IceServer> servers(String tag) {
        return List.of();
      }

      @Override
      public Duration lifetime() {
        return Duration.ofHours(24);
      }
    };
  }
}
