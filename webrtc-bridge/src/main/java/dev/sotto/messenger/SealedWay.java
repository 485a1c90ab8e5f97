package dev.sotto.messenger;

import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.MeetingPlace;
import dev.sotto.signal.SealedContent;
import java.util.Optional;

/** The way to the peer over the place of the pairing, under the keys of the pairing. */
final class SealedWay implements AutoCloseable {
  private final PairingKeys keys;
  private final MeetingPlace place;
  private boolean closed;

  SealedWay(PairingKeys keys, MeetingPlace place) {
    this.keys = keys;
    this.place = place;
  }

  /** False when it went nowhere. */
  boolean send(SealedContent content) {
    return !closed && keys.sealer().seal(content.write()).map(place::send).orElse(false);
  }

  /** Empty for all that the peer did not seal, as the next in order. */
  Optional<SealedContent> open(PairingMessage message) {
    return !closed && message instanceof PairingMessage.Sealed sealed
        ? keys.opener().open(sealed).flatMap(SealedContent::read)
        : Optional.empty();
  }

  boolean isClosed() {
    return closed;
  }

  /** Leaves the place and wipes the keys. Harmless when repeated. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      place.close();
      keys.close();
    }
  }
}
