package dev.sotto.cli;

import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.RendezvousServer;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionListener;
import dev.sotto.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * How the two sides are to meet. Closed when the session is over, before or after the messenger:
 * some meetings have a server of their own.
 */
sealed interface Meeting extends AutoCloseable {
  /**
   * Begins a session.
   *
   * @param messenger what makes it
   * @param listener told what happens in it
   */
  Session begin(Messenger messenger, SessionListener listener);

  /**
   * What the other side is told.
   *
   * @param code the code of the session
   * @param listening where this side listens; empty unless it waits for the other to come straight
   */
  default Event.Invite invitation(PairingCode code, Optional<InetSocketAddress> listening) {
    return new Event.Invite(code.format(), Optional.empty(), Optional.empty());
  }

  /** Somebody with this code may come from now on. */
  default void coded(PairingCode code) {}

  /** The other side is there, so that nobody else is waited for. */
  default void met() {}

  /** Whether people carry lines, so that nothing is proved until the phrase was compared. */
  default boolean manual() {
    return false;
  }

  /** Ends what was there for this meeting alone. Harmless when repeated. */
  @Override
  default void close() {}

  /**
   * A room of a server is opened.
   *
   * @param server the server
   * @param otherSide the command that the other side runs
   * @param drawn whether the link is to be drawn as well
   */
  record Invite(URI server, String otherSide, boolean drawn) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.invite(server, listener);
    }

    @Override
    public Event.Invite invitation(PairingCode code, Optional<InetSocketAddress> listening) {
      String link = server + "/#" + code.format();
      return new Event.Invite(
          code.format(),
          Optional.of(link),
          Optional.of("sotto " + otherSide + " --server " + server),
          Optional.empty(),
          Optional.of(link).filter(it -> drawn));
    }
  }

  /**
   * A server is started for this session alone, and a room of it opened.
   *
   * @param server what is started
   * @param otherSide the command that the other side runs
   * @param drawn whether the link is to be drawn as well
   */
  record Host(OwnServer server, String otherSide, boolean drawn) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      // Until there is a session nothing else would take back what the gateway was asked for.
      RendezvousServer own = InterruptGuard.whileRunning(server::start, server::close);
      return messenger.invite(own, listener);
    }

    @Override
    public Event.Invite invitation(PairingCode code, Optional<InetSocketAddress> listening) {
      String link = server.page() + "/#" + code.format();
      return new Event.Invite(
          code.format() + "@" + server.place(),
          Optional.of(link),
          Optional.of("sotto " + otherSide),
          server.fingerprint(),
          Optional.of(link).filter(it -> drawn));
    }

    @Override
    public void coded(PairingCode code) {
      server.answerFor(code.room());
    }

    @Override
    public void met() {
      server.answerNoMore();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** The room of a code is joined. */
  record Join(RendezvousServer server, PairingCode code) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.join(server, code, listener);
    }
  }

  /**
   * The other side comes straight here.
   *
   * @param place where
   * @param otherSide the command that the other side runs
   */
  record Listen(HostPort place, String otherSide) implements Meeting {
    @Override
    public Session begin(Messenger messenger, SessionListener listener) {
      return messenger.listen(place.resolve(), listener);
    }

    @Override
    public Event.Invite invitation(PairingCode code, Optional<InetSocketAddress> listening) {
      return new Event.Invite(
          code.format(),
          Optional.empty(),
          listening.map(it -> LocalAddress.connectCommand(otherSide, it)));
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
