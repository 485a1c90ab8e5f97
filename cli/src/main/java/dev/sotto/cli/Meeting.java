package dev.sotto.cli;

import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionListener;
import dev.sotto.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/** How the two sides are to meet. */
sealed interface Meeting {
  /**
   * Begins a session.
   *
   * @param messenger what makes it
   * @param listener told what happens in it
   */
  Session begin(Messenger messenger, SessionListener listener);

  /** The page that takes in whoever has the code; empty when there is none. */
  default Optional<String> link(PairingCode code) {
    return Optional.empty();
  }

  /** What the other side may run, without the code; empty when that is not known. */
  default Optional<String> command() {
    return Optional.empty();
  }

  /** Whether people carry lines, so that nothing is proved until the phrase was compared. */
  default boolean manual() {
    return false;
  }

  /** A room of a server is opened. */
  record Invite(URI server) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.invite(server, listener);
    }

    @Override
    public Optional<String> link(PairingCode code) {
      return Optional.of(server + "/#" + code.format());
    }

    @Override
    public Optional<String> command() {
      return Optional.of("sotto chat --server " + server);
    }
  }

  /** The room of a code is joined. */
  record Join(URI server, PairingCode code) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.join(server, code, listener);
    }
  }

  /** The other side comes straight here. */
  record Listen(HostPort place) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.listen(place.resolve(), listener);
    }
  }

  /** We go straight to the other side. */
  record Connect(HostPort place, PairingCode code) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      InetSocketAddress address = place.resolve();
      return messenger.dial(address, code, listener);
    }
  }

  /** People carry lines, and ours is the first. */
  record ManualOffer() implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.manualOffer(listener);
    }

    @Override
    public boolean manual() {
      return true;
    }
  }

  /** People carry lines, and this one came first. */
  record ManualAnswer(String line) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.manualAnswer(line, listener);
    }

    @Override
    public boolean manual() {
      return true;
    }

    @Override
    public String toString() {
      return "ManualAnswer";
    }
  }
}
