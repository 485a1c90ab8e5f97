package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TcpStreamTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LoopSide side = new LoopSide();
  private final Events events = new Events();

  @AfterEach
  void close() {
    side.close();
  }

  private static ServerSocket listen(String address) throws IOException {
    return new ServerSocket(0, 50, LoopSide.literal(address));
  }

  private TcpStream open(ServerSocket server) throws Exception {
    return open((InetSocketAddress) server.getLocalSocketAddress(), LONG);
  }

  private TcpStream open(InetSocketAddress remote, Duration timeout) throws Exception {
    return side.call(() -> TcpStream.open(side.loop, null, remote, timeout, events));
  }

  private boolean send(TcpStream stream, byte[] bytes) throws Exception {
    return side.call(() -> stream.send(bytes, 0, bytes.length));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void carriesBytesBothWays(String address) throws Exception {
    try (ServerSocket server = listen(address)) {
      TcpStream stream = open(server);
      try (Socket peer = server.accept()) {
        assertThat(events.next()).isEqualTo("connected");
        assertThat(stream.remoteAddress()).isEqualTo(server.getLocalSocketAddress());
        assertThat(stream.localAddress()).isEqualTo(peer.getRemoteSocketAddress());
        byte[] sent = random(200_000);
        assertThat(send(stream, sent)).isTrue();
        assertThat(peer.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        byte[] answer = random(300_000);
        peer.getOutputStream().write(answer);
        assertThat(events.bytes(answer.length)).isEqualTo(answer);
      }
      assertThat(events.next()).isEqualTo(StreamEnd.ENDED);
      assertThat(stream.isOpen()).isFalse();
    }
  }

  @Test
  void bindsTheAddressItIsTold() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      InetSocketAddress local = new InetSocketAddress(LoopSide.literal("127.0.0.77"), 0);
      InetSocketAddress remote = (InetSocketAddress) server.getLocalSocketAddress();
      side.call(() -> TcpStream.open(side.loop, local, remote, LONG, events));
      try (Socket peer = server.accept()) {
        assertThat(peer.getInetAddress()).isEqualTo(local.getAddress());
      }
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    try (NobodyListens nobody = new NobodyListens(LoopSide.literal("127.0.0.1"), 0)) {
      open(nobody.address(), LONG);
      assertThat(events.next()).isEqualTo(StreamEnd.REFUSED);
    }
  }

  @Test
  void givesUpConnectingInTime() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LoopSide.literal("127.0.0.1"));
        FullBacklog full = new FullBacklog((InetSocketAddress) server.getLocalSocketAddress())) {
      open(full.address(), Duration.ofMillis(50));
      assertThat(events.next()).isEqualTo(StreamEnd.TIMEOUT);
    }
  }

  @Test
  void refusesWholeWhatDoesNotFit() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      TcpStream stream = open(server);
      try (Socket peer = server.accept()) {
        assertThat(events.next()).isEqualTo("connected");
        byte[] block = random(60_000);
        int accepted = 0;
        while (send(stream, block)) {
          accepted++;
          assertThat(accepted).as("blocks that nobody reads").isLessThan(10_000);
        }
        assertThat(send(stream, new byte[TcpStream.QUEUE_BYTES + 1])).isFalse();
        for (int i = 0; i < accepted; i++) {
          assertThat(peer.getInputStream().readNBytes(block.length)).isEqualTo(block);
        }
        byte[] last = {1, 2, 3};
        assertThat(send(stream, last)).isTrue();
        assertThat(peer.getInputStream().readNBytes(3)).isEqualTo(last);
      }
    }
  }

  @Test
  void sendsNothingBeforeItIsConnectedNorAfterItsEnd() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      InetSocketAddress remote = (InetSocketAddress) server.getLocalSocketAddress();
      TcpStream stream =
          side.call(
              () -> {
                TcpStream opened = TcpStream.open(side.loop, null, remote, LONG, events);
                assertThat(opened.send(new byte[1], 0, 1)).isFalse();
                return opened;
              });
      assertThat(events.next()).isEqualTo("connected");
      side.run(stream::close);
      side.run(stream::close);
      assertThat(send(stream, new byte[1])).isFalse();
    }
  }

  @Test
  void writesWhatWasSentBeforeItCloses() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      TcpStream stream = open(server);
      try (Socket peer = server.accept()) {
        assertThat(events.next()).isEqualTo("connected");
        side.run(
            () -> {
              assertThat(stream.send(new byte[] {7}, 0, 1)).isTrue();
              stream.close();
            });
        assertThat(peer.getInputStream().readAllBytes()).containsExactly(7);
      }
      side.run(() -> {});
      assertThat(events.isEmpty()).as("told nothing of its own end").isTrue();
    }
  }

  @Test
  void tellsOfAReset() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      open(server);
      try (Socket peer = server.accept()) {
        assertThat(events.next()).isEqualTo("connected");
        peer.setSoLinger(true, 0);
      }
      assertThat(events.next()).isEqualTo(StreamEnd.BROKEN);
    }
  }

  @Test
  void mayBeClosedWhileItHandsOverBytes() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      Events seen = new Events();
      TcpStream[] stream = new TcpStream[1];
      ByteStream.Handler closer =
          new ByteStream.Handler() {
            @Override
            public void onConnected() {
              seen.onConnected();
            }

            @Override
            public void onBytes(byte[] buffer, int offset, int length) {
              stream[0].close();
              seen.onBytes(buffer, offset, 1);
            }

            @Override
            public void onClosed(StreamEnd end) {
              seen.onClosed(end);
            }
          };
      InetSocketAddress remote = (InetSocketAddress) server.getLocalSocketAddress();
      side.run(
          () -> {
            try {
              stream[0] = TcpStream.open(side.loop, null, remote, LONG, closer);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      try (Socket peer = server.accept()) {
        assertThat(seen.next()).isEqualTo("connected");
        peer.getOutputStream().write(random(500));
        assertThat(seen.bytes(1)).hasSize(1);
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(seen.isEmpty()).isTrue();
    }
  }

  @Test
  void oneThatIsFloodedLeavesTurnsToTheMailbox() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      open(server);
      Socket peer = server.accept();
      Thread flood =
          new Thread(
              () -> {
                byte[] block = new byte[1 << 16];
                try {
                  while (true) {
                    peer.getOutputStream().write(block);
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      flood.start();
      assertThat(events.next()).isEqualTo("connected");
      for (int i = 0; i < 20; i++) {
        side.run(() -> {});
      }
      peer.close();
      flood.join();
    }
  }

  @Test
  void isForTheLoopThreadOnly() throws Exception {
    try (ServerSocket server = listen("127.0.0.1")) {
      TcpStream stream = open(server);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> stream.send(new byte[1], 0, 1));
    }
  }
}
