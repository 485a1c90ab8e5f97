package dev.sotto.turn;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something asked of the server, however many transactions it takes.
 *
 * @param method the method
 * @param renewal whether it prolongs what is there already: then an error that is not authentic
 *     ends nothing
 * @param attributes adds what the method needs
 * @param outcome told once
 */
record Request(int method, boolean renewal, Consumer<StunBuilder> attributes, Outcome outcome) {
  /** Takes how it ended. */
  interface Outcome {
    /** The server did it; the response is authentic if the request was. */
    void succeeded(StunMessage response, Monotonic now);

    /** It did not; with 300 the response may name another server. */
    void failed(TurnFailure failure, Optional<TransportAddress> alternate, Monotonic now);
  }
}
