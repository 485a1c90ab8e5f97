package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TcpListenerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LoopSide side = new LoopSide();
  private final BlockingQueue<Guest> guests = new LinkedBlockingQueue<>();

  private record Guest(TcpStream stream, Events events) {}

  @AfterEach
  void close() {
    side.close();
  }

  private TcpListener open(String address, int maxStrangers, Duration patience) throws Exception {
    InetSocketAddress local = new InetSocketAddress(LoopSide.literal(address), 0);
    return side.call(
        () -> TcpListener.open(side.loop, local, maxStrangers, patience, this::welcome));
  }

  private ByteStream.Handler welcome(TcpStream stream) {
    Guest guest = new Guest(stream, new Events());
    guests.add(guest);
    return guest.events();
  }

  private static Socket connect(TcpListener listener) throws Exception {
    InetSocketAddress address = listener.localAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void handsOverWhoConnects(String address) throws Exception {
    TcpListener listener = open(address, 2, LONG);
    try (Socket socket = connect(listener)) {
      Guest guest = guests.take();
      assertThat(guest.stream().remoteAddress()).isEqualTo(socket.getLocalSocketAddress());
      socket.getOutputStream().write(5);
      assertThat(guest.events().bytes(1)).containsExactly(5);
      side.run(() -> assertThat(guest.stream().send(new byte[] {6}, 0, 1)).isTrue());
      assertThat(socket.getInputStream().read()).isEqualTo(6);
    }
  }

  @Test
  void endsWhoStaysAStrangerForTooLong() throws Exception {
    TcpListener listener = open("127.0.0.1", 2, Duration.ofMillis(20));
    try (Socket socket = connect(listener)) {
      assertThat(guests.take().events().next()).isEqualTo(StreamEnd.TIMEOUT);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void endsTheEldestStrangerForTheNext() throws Exception {
    TcpListener listener = open("127.0.0.1", 2, LONG);
    try (Socket first = connect(listener)) {
      Guest eldest = guests.take();
      try (Socket second = connect(listener);
          Socket third = connect(listener)) {
        assertThat(eldest.events().next()).isEqualTo(StreamEnd.TIMEOUT);
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        for (Socket socket : new Socket[] {second, third}) {
          socket.getOutputStream().write(1);
          assertThat(guests.take().events().bytes(1)).containsExactly(1);
        }
      }
    }
  }

  @Test
  void aFloodFromOneAddressMovesNobodyFromAnother() throws Exception {
    TcpListener listener = open("127.0.0.1", 3, LONG);
    InetSocketAddress address = listener.localAddress();
    try (Socket first = connect(listener)) {
      Guest patient = guests.take();
      List<Socket> flood = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        flood.add(
            new Socket(address.getAddress(), address.getPort(), LoopSide.literal("127.0.0.2"), 0));
        guests.take();
      }
      first.getOutputStream().write(1);
      assertThat(patient.events().bytes(1)).containsExactly(1);
      for (Socket one : flood) {
        one.close();
      }
    }
  }

  @Test
  void whoIsKnownIsNoStranger() throws Exception {
    TcpListener listener = open("127.0.0.1", 1, LONG);
    try (Socket first = connect(listener)) {
      Guest known = guests.take();
      side.run(() -> listener.identified(known.stream()));
      try (Socket second = connect(listener)) {
        Guest stranger = guests.take();
        side.run(listener::close);
        side.run(listener::close);
        assertThat(second.getInputStream().read()).isEqualTo(-1);
        assertThat(stranger.stream().isOpen()).isFalse();
        first.getOutputStream().write(1);
        assertThat(known.events().bytes(1)).containsExactly(1);
      }
    }
  }

  @Test
  void whoHasGoneMakesRoom() throws Exception {
    TcpListener listener = open("127.0.0.1", 2, LONG);
    try (Socket stays = connect(listener)) {
      Guest staying = guests.take();
      connect(listener).close();
      assertThat(guests.take().events().next()).isEqualTo(StreamEnd.ENDED);
      try (Socket next = connect(listener)) {
        guests.take();
        next.getOutputStream().write(1);
        stays.getOutputStream().write(1);
        assertThat(staying.events().bytes(1)).containsExactly(1);
      }
    }
  }
}
