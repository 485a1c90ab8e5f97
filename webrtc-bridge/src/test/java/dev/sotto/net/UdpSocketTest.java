package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UdpSocketTest {
  private static final UdpSocket.Handler NOBODY =
      (socket, kind, source, buffer, offset, length) -> {};

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("sockets", failures::add);

  private record Received(PacketKind kind, InetSocketAddress source, List<Byte> bytes) {}

  @AfterEach
  void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void carriesDatagramsOfAnySize(String address) throws Exception {
    BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    UdpSocket from = open(address, NOBODY);
    UdpSocket to = open(address, into(received));
    for (int length : new int[] {1, 2, 1200, 1500, 9000, 65_507}) {
      byte[] packet = new byte[length + 10];
      Arrays.fill(packet, 5, length + 5, (byte) 22);
      assertThat(send(from, to.localAddress(), packet, 5, length)).isTrue();
      Received datagram = received.take();
      assertThat(datagram.source()).isEqualTo(from.localAddress());
      assertThat(datagram.kind()).isEqualTo(PacketKind.DTLS);
      assertThat(datagram.bytes()).hasSize(length).containsOnly((byte) 22);
    }
  }

  @Test
  void dropsWhatItCannotSend() throws Exception {
    UdpSocket ipv4 = open("127.0.0.1", NOBODY);
    InetSocketAddress ipv6 = new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 9);
    assertThat(send(ipv4, ipv6, new byte[1], 0, 1)).isFalse();
    call(
        () -> {
          ipv4.close();
          ipv4.close();
          return true;
        });
    assertThat(ipv4.isOpen()).isFalse();
    assertThat(send(ipv4, ipv4.localAddress(), new byte[1], 0, 1)).isFalse();
  }

  @Test
  void opensAndClosesSocketsWhileItHandlesAPacket() throws Exception {
    BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    CompletableFuture<UdpSocket> opened = new CompletableFuture<>();
    UdpSocket first =
        open(
            "127.0.0.1",
            (socket, kind, source, buffer, offset, length) -> {
              socket.close();
              try {
                InetAddress address = socket.localAddress().getAddress();
                opened.complete(
                    UdpSocket.open(loop, new InetSocketAddress(address, 0), into(received)));
              } catch (IOException e) {
                opened.completeExceptionally(e);
              }
            });
    UdpSocket sender = open("127.0.0.1", NOBODY);
    send(sender, first.localAddress(), new byte[] {1}, 0, 1);
    send(sender, opened.get().localAddress(), new byte[] {2}, 0, 1);
    assertThat(received.take().kind()).isEqualTo(PacketKind.STUN);
    assertThat(first.isOpen()).isFalse();
  }

  @Test
  void aHandlerThatThrowsLosesOnlyItsPacket() throws Exception {
    BlockingQueue<Byte> seen = new LinkedBlockingQueue<>();
    UdpSocket to =
        open(
            "127.0.0.1",
            (socket, kind, source, buffer, offset, length) -> {
              if (buffer[offset] == 1) {
                throw new IllegalStateException("handler");
              }
              seen.add(buffer[offset]);
            });
    UdpSocket from = open("127.0.0.1", NOBODY);
    send(from, to.localAddress(), new byte[] {1}, 0, 1);
    send(from, to.localAddress(), new byte[] {2}, 0, 1);
    assertThat(seen.take()).isEqualTo((byte) 2);
    assertThat(failures).extracting(Throwable::getMessage).containsExactly("handler");
    failures.clear();
  }

  @Test
  void aFloodedSocketLeavesTurnsToTheMailbox() throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    UdpSocket self =
        open(
            "127.0.0.1",
            (socket, kind, source, buffer, offset, length) -> {
              if (!done.isDone()) {
                // Two for one: its queue is never empty.
                socket.send(socket.localAddress(), buffer, offset, length);
                socket.send(socket.localAddress(), buffer, offset, length);
              }
            });
    send(self, self.localAddress(), new byte[] {1}, 0, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(call(() -> true)).isTrue();
    }
    done.complete(null);
  }

  @Test
  void isForTheLoopThreadOnly() throws Exception {
    UdpSocket socket = open("127.0.0.1", NOBODY);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> socket.send(socket.localAddress(), new byte[1], 0, 1));
  }

  @Test
  void isClosedWithItsLoop() throws Exception {
    UdpSocket socket = open("127.0.0.1", NOBODY);
    loop.close();
    assertThat(socket.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, STUN",
    "3, STUN",
    "4, OTHER",
    "19, OTHER",
    "20, DTLS",
    "63, DTLS",
    "64, TURN_CHANNEL",
    "79, TURN_CHANNEL",
    "80, OTHER",
    "128, OTHER",
    "191, OTHER",
    "255, OTHER"
  })
  void tellsProtocolsByTheFirstByte(int first, PacketKind kind) {
    assertThat(PacketKind.of((byte) first)).isEqualTo(kind);
  }

  private static UdpSocket.Handler into(BlockingQueue<Received> received) {
    return (socket, kind, source, buffer, offset, length) -> {
      Byte[] bytes = new Byte[length];
      Arrays.setAll(bytes, i -> buffer[offset + i]);
      received.add(new Received(kind, source, List.of(bytes)));
    };
  }

  private UdpSocket open(String address, UdpSocket.Handler handler) throws Exception {
    InetAddress literal = InetAddress.getAllByName(address)[0];
    return call(() -> UdpSocket.open(loop, new InetSocketAddress(literal, 0), handler));
  }

  private boolean send(UdpSocket from, InetSocketAddress to, byte[] packet, int offset, int length)
      throws Exception {
    return call(() -> from.send(to, packet, offset, length));
  }

  private interface Task<T> {
    T run() throws IOException;
  }

  private <T> T call(Task<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.run());
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result.get();
  }
}
