package dev.sotto.cli;

import dev.sotto.messenger.Offer;
import dev.sotto.messenger.PipeOffer;

/** Takes what the other side would send beside lines. Called on the thread of the session. */
interface Arrivals {
  /** Takes nothing. */
  Arrivals NONE = new Arrivals() {};

  /**
   * The other side offers files.
   *
   * @param from who; hostile
   * @param offer what
   */
  default void offered(String from, Offer offer) {
    offer.decline();
  }

  /**
   * The other side has taken an offer back that was not answered yet, or is gone.
   *
   * @param offer which
   */
  default void withdrawn(Offer offer) {}

  /**
   * The other side has a stream.
   *
   * @param offer to be answered
   */
  default void piped(PipeOffer offer) {
    offer.decline();
  }
}
