package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.ice.IceOptions;
import dev.sotto.ice.StunServer;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room's servers are asked besides our own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RoomServersTest {
  /** Tells everybody who joins of a server. */
  private record Offering(MeetingHall hall, StunServer server) implements Places.Rooms {
    @Override
    public MeetingPlace open(PairingMessage.P0 opening, MeetingListener listener) {
      return hall.open(opening, listener);
    }

    @Override
    public MeetingPlace join(String room, MeetingListener listener) {
      MeetingPlace place = hall.join(room, listener);
      listener.onIceServers(new IceServers(List.of(server), List.of(), Duration.ofMinutes(10)));
      return place;
    }

    @Override
    public MeetingPlace meetAsInviter(
        String room, PairingMessage.P0 opening, MeetingListener listener) {
      return hall.meetAsInviter(room, opening, listener);
    }

    @Override
    public MeetingPlace meetAsJoiner(String room, MeetingListener listener) {
      return hall.meetAsJoiner(room, listener);
    }
  }

  private static DatagramSocket server() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static StunServer named(DatagramSocket server) {
    return new StunServer("127.0.0.1", server.getLocalPort());
  }

  /** Returns when somebody asks. */
  private static void awaitQuestion(DatagramSocket server) throws IOException {
    server.receive(new DatagramPacket(new byte[1500], 1500));
  }

  @Test
  void ourOwnAndThoseOfTheRoomAreAsked() throws Exception {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    try (DatagramSocket own = server();
        DatagramSocket rooms = server();
        Person alice = Person.named("Alice");
        Person bob = Person.named("Bob");
        Messenger messenger =
            new Messenger(
                PeerConfiguration.localOnly()
                    .withIce(
                        IceOptions.defaults()
                            .withLoopback(Loopback.ONLY)
                            .withServers(List.of(named(own)), List.of())),
                MessengerOptions.anonymous(),
                failures::add)) {
      Offering place = new Offering(new MeetingHall(), named(rooms));
      alice.begin(new Start.Invite(place));
      messenger.begin(new Start.Join(place, next(alice.codes)), Introducer.nobody(), bob);
      awaitQuestion(own);
      awaitQuestion(rooms);
      next(bob.connections);
    }
    assertThat(failures).isEmpty();
  }
}
