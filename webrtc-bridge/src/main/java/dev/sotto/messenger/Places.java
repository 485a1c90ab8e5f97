package dev.sotto.messenger;

import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.DirectCaller;
import dev.sotto.signal.DirectListener;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import dev.sotto.signal.RendezvousRoom;
import dev.sotto.signal.RoomServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** How the places of one session are opened, for the first meeting and for each later one. */
sealed interface Places {
  /** Rooms, in which the runs of a code come one after another. */
  non-sealed interface Rooms extends Places {
    /** The inviter's seat in a new room. */
    MeetingPlace open(PairingMessage.P0 opening, MeetingListener listener);

    /** The joiner's seat. */
    MeetingPlace join(String room, MeetingListener listener);

    /** The inviter's seat in the room of a rejoin. */
    MeetingPlace meetAsInviter(String room, PairingMessage.P0 opening, MeetingListener listener);

    /** The joiner's seat in the room of a rejoin. */
    MeetingPlace meetAsJoiner(String room, MeetingListener listener);
  }

  /** Rooms of a rendezvous server. */
  record Server(RendezvousServer server) implements Rooms {
    @Override
    public MeetingPlace open(PairingMessage.P0 opening, MeetingListener listener) {
      return RendezvousRoom.open(address(), server.openToken(), opening, listener);
    }

    @Override
    public MeetingPlace join(String room, MeetingListener listener) {
      return RendezvousRoom.join(address(), room, listener);
    }

    @Override
    public MeetingPlace meetAsInviter(
        String room, PairingMessage.P0 opening, MeetingListener listener) {
      return RendezvousRoom.meetAsInviter(address(), room, opening, listener);
    }

    @Override
    public MeetingPlace meetAsJoiner(String room, MeetingListener listener) {
      return RendezvousRoom.meetAsJoiner(address(), room, listener);
    }

    private RoomServer address() {
      return new RoomServer(server.uri(), server.anyCertificate());
    }

    /** The token is a secret. */
    @Override
    public String toString() {
      return "Server";
    }
  }

  /**
   * The inviter listens; runs of several callers may be under way at once.
   *
   * @param address where
   */
  record Listening(InetSocketAddress address) implements Places {
    DirectListener open(DirectListener.Callers callers) throws IOException {
      return DirectListener.open(address, callers);
    }

    /** The same port again, once it is known. */
    Listening at(InetSocketAddress bound) {
      return new Listening(bound);
    }
  }

  /**
   * The joiner calls one who listens.
   *
   * @param address whom
   */
  record Calling(InetSocketAddress address) implements Places {
    MeetingPlace dial(MeetingListener listener) {
      return DirectCaller.dial(address, listener);
    }
  }
}
