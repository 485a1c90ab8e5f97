package dev.sotto.sdp;

import java.util.random.RandomGenerator;

/**
 * Which session a description is of, and which version of it: two fields of the line {@code o=}
 * (RFC 8866 section 5.2).
 *
 * @param sessionId an unsigned number of 64 bits, the same in all descriptions of one peer
 * @param version an unsigned number of 64 bits, one more with each changed description
 */
public record Origin(long sessionId, long version) {
  /**
   * The origin of a new session. RFC 9429 section 5.2.1: the id is random, with the highest bit
   * zero.
   *
   * @param random a source that nobody can predict
   * @return a random id and the version 1
   */
  public static Origin random(RandomGenerator random) {
    return new Origin(random.nextLong() >>> 1, 1);
  }

  /**
   * The origin of the next description of the session.
   *
   * @return the same id, the next version
   */
  public Origin next() {
    return new Origin(sessionId, version + 1);
  }
}
