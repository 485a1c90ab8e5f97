package dev.sotto.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsStreamTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static TestTls tls;
  private static TestTls other;

  private final LoopSide side = new LoopSide();
  private final Events events = new Events();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @BeforeAll
  static void makeCertificates() throws Exception {
    tls = TestTls.forAddresses("127.0.0.1", "::1");
    other = TestTls.forAddresses("127.0.0.1", "::1");
  }

  @AfterEach
  void close() {
    side.close();
    executor.shutdownNow();
  }

  private static SSLServerSocket listen(String address, String... protocols) throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            tls.server()
                .getServerSocketFactory()
                .createServerSocket(0, 50, LoopSide.literal(address));
    if (protocols.length > 0) {
      server.setEnabledProtocols(protocols);
    }
    return server;
  }

  private TlsStream open(ServerSocket server, String host) throws Exception {
    return open(server, host, tls.client(), executor, LONG);
  }

  private TlsStream open(
      ServerSocket server, String host, SSLContext trust, Executor slow, Duration timeout)
      throws Exception {
    InetSocketAddress remote = (InetSocketAddress) server.getLocalSocketAddress();
    return side.call(
        () -> TlsStream.open(side.loop, null, remote, host, trust, slow, timeout, events));
  }

  private boolean send(TlsStream stream, byte[] bytes) throws Exception {
    return side.call(() -> stream.send(bytes, 0, bytes.length));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** The other end: its handshake blocks, so it has a thread. */
  private CompletableFuture<SSLSocket> accept(SSLServerSocket server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            SSLSocket socket = (SSLSocket) server.accept();
            socket.startHandshake();
            return socket;
          } catch (IOException e) {
            throw new RejectedExecutionException(e);
          }
        },
        executor);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, TLSv1.3", "127.0.0.1, TLSv1.2", "::1, TLSv1.3"})
  void carriesBytesBothWays(String address, String protocol) throws Exception {
    try (SSLServerSocket server = listen(address, protocol)) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      TlsStream stream = open(server, address);
      assertThat(events.next()).isEqualTo("connected");
      try (SSLSocket peer = accepted.get()) {
        assertThat(peer.getSession().getProtocol()).isEqualTo(protocol);
        for (int length : new int[] {1, 1200, 16_384, 16_385, 100_000}) {
          byte[] sent = random(length);
          assertThat(send(stream, sent)).isTrue();
          assertThat(peer.getInputStream().readNBytes(length)).isEqualTo(sent);
          peer.getOutputStream().write(sent);
          assertThat(events.bytes(length)).isEqualTo(sent);
        }
      }
      assertThat(events.next()).isEqualTo(StreamEnd.ENDED);
    }
  }

  @Test
  void namesTheServerItWants() throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      open(server, TestTls.NAME);
      assertThat(events.next()).isEqualTo("connected");
      try (SSLSocket peer = accepted.get()) {
        assertThat(((ExtendedSSLSession) peer.getSession()).getRequestedServerNames())
            .singleElement()
            .asString()
            .contains(TestTls.NAME);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mallory.sotto.test", "127.0.0.2", "::2"})
  void trustsNoCertificateForAnotherName(String host) throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      open(server, host);
      assertThat(events.next()).isEqualTo(StreamEnd.UNTRUSTED);
      assertThat(accepted).failsWithin(LONG);
    }
  }

  @Test
  void trustsNoCertificateOfAnother() throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      open(server, "127.0.0.1", other.client(), executor, LONG);
      assertThat(events.next()).isEqualTo(StreamEnd.UNTRUSTED);
      assertThat(accepted).failsWithin(LONG);
    }
  }

  @Test
  void failsWithAServerThatSpeaksSomethingElse() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, LoopSide.literal("127.0.0.1"))) {
      open(server, "127.0.0.1");
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        assertThat(events.next()).isEqualTo(StreamEnd.NO_TLS);
      }
    }
  }

  @Test
  void givesUpAHandshakeInTime() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, LoopSide.literal("127.0.0.1"))) {
      open(server, "127.0.0.1", tls.client(), executor, Duration.ofMillis(100));
      try (Socket peer = server.accept()) {
        assertThat(events.next()).isEqualTo(StreamEnd.TIMEOUT);
        assertThat(peer.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }

  @Test
  void refusesWholeWhatDoesNotFit() throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      TlsStream stream = open(server, "127.0.0.1");
      assertThat(events.next()).isEqualTo("connected");
      try (SSLSocket peer = accepted.get()) {
        byte[] block = random(60_000);
        int taken = 0;
        while (send(stream, block)) {
          taken++;
          assertThat(taken).as("blocks that nobody reads").isLessThan(10_000);
        }
        InputStream in = peer.getInputStream();
        for (int i = 0; i < taken; i++) {
          assertThat(in.readNBytes(block.length)).isEqualTo(block);
        }
        assertThat(send(stream, new byte[] {1, 2})).isTrue();
        assertThat(in.readNBytes(2)).containsExactly(1, 2);
      }
    }
  }

  @Test
  void saysGoodbyeWhenItCloses() throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      TlsStream stream = open(server, "127.0.0.1");
      assertThat(events.next()).isEqualTo("connected");
      try (SSLSocket peer = accepted.get()) {
        side.run(
            () -> {
              assertThat(stream.send(new byte[] {9}, 0, 1)).isTrue();
              stream.close();
              stream.close();
              assertThat(stream.send(new byte[] {9}, 0, 1)).isFalse();
            });
        // An end without close_notify would be an exception here.
        assertThat(peer.getInputStream().readAllBytes()).containsExactly(9);
      }
      side.run(() -> {});
      assertThat(events.isEmpty()).as("told nothing of its own end").isTrue();
    }
  }

  @Test
  void anEndWithoutGoodbyeIsABreak() throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1");
        CuttingRelay relay = new CuttingRelay(server, executor)) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      InetSocketAddress remote = relay.address();
      SSLContext trust = tls.client();
      side.call(
          () ->
              TlsStream.open(side.loop, null, remote, "127.0.0.1", trust, executor, LONG, events));
      assertThat(events.next()).isEqualTo("connected");
      try (SSLSocket peer = accepted.get()) {
        assertThat(peer.isConnected()).isTrue();
        relay.cut();
        assertThat(events.next()).isEqualTo(StreamEnd.BROKEN);
      }
    }
  }

  @Test
  void mayBeClosedWhileItsHandshakeIsAtWork() throws Exception {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      TlsStream stream = open(server, "127.0.0.1", tls.client(), tasks::add, LONG);
      Runnable task = tasks.take();
      side.run(stream::close);
      task.run();
      assertThat(accepted).failsWithin(LONG);
      side.run(() -> {});
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  void breaksWhenNobodyDoesItsWork() throws Exception {
    try (SSLServerSocket server = listen("127.0.0.1")) {
      CompletableFuture<SSLSocket> accepted = accept(server);
      Executor busy =
          task -> {
            throw new RejectedExecutionException("busy");
          };
      open(server, "127.0.0.1", tls.client(), busy, LONG);
      assertThat(events.next()).isEqualTo(StreamEnd.BROKEN);
      assertThat(accepted).failsWithin(LONG);
    }
  }
}
