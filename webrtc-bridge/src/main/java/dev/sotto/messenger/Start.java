package dev.sotto.messenger;

import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.Role;
import dev.sotto.signal.ManualLine;
import java.util.Optional;

/** How a session begins, and with it which side we are for as long as it lasts. */
sealed interface Start {
  Role role();

  /** In a new room, with a code that we make. */
  record Invite(Places.Rooms rooms) implements Start {
    @Override
    public Role role() {
      return Role.INVITER;
    }
  }

  /** In the room of a code. */
  record Join(Places.Rooms rooms, PairingCode code) implements Start {
    @Override
    public Role role() {
      return Role.JOINER;
    }
  }

  /** On a port of ours. */
  record Listen(Places.Listening places) implements Start {
    @Override
    public Role role() {
      return Role.INVITER;
    }
  }

  /** On a port of the other side. */
  record Dial(Places.Calling places, PairingCode code) implements Start {
    @Override
    public Role role() {
      return Role.JOINER;
    }
  }

  /** With lines that people carry; who has none to begin with makes the first. */
  record Manual(Optional<ManualLine> offer) implements Start {
    @Override
    public Role role() {
      return offer.isEmpty() ? Role.JOINER : Role.INVITER;
    }
  }
}
