package dev.sotto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rooms over real sockets. Their rules are in {@link RoomsTest}. */
@Timeout(120)
class RendezvousTest {
  private static final String ROOM = "AAECAwQFBgcICQoLDA0ODw";

  private final HttpClient http = HttpClient.newHttpClient();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = WebServer.start(WebOptions.local(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** One WebSocket and what came from it: messages, then how it ended. */
  private static final class Peer implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        heard.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
      heard.add("ping");
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add(code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      heard.add("error " + error);
    }

    private String next() throws InterruptedException {
      String next = heard.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("something from the server").isNotNull();
      return next;
    }
  }

  @Test
  void introducesTwoAndRelaysBetweenThem() throws InterruptedException {
    Peer first = new Peer();
    Peer second = new Peer();
    WebSocket one = connect(first);
    join(one);
    assertThat(first.next()).isEqualTo("{\"t\":\"joined\",\"peers\":1}");
    WebSocket two = connect(second);
    join(two);
    assertThat(second.next()).isEqualTo("{\"t\":\"joined\",\"peers\":2}");
    assertThat(first.next()).isEqualTo("{\"t\":\"peer\"}");

    one.sendText("{\"t\":\"to\",\"m\":\"ä😀\"}", true).join();
    assertThat(second.next()).isEqualTo("{\"t\":\"from\",\"m\":\"ä😀\"}");

    two.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(first.next()).isEqualTo("{\"t\":\"left\"}");
    one.abort();
  }

  @Test
  void noticesASocketThatBreaks() throws InterruptedException {
    Peer first = new Peer();
    Peer second = new Peer();
    WebSocket one = connect(first);
    join(one);
    WebSocket two = connect(second);
    join(two);
    second.next();
    first.next();
    assertThat(first.next()).isEqualTo("{\"t\":\"peer\"}");

    two.abort();

    assertThat(first.next()).isEqualTo("{\"t\":\"left\"}");
    one.abort();
  }

  @Test
  void refusesTheThirdWithAReason() throws InterruptedException {
    WebSocket one = connect(new Peer());
    join(one);
    Peer second = new Peer();
    WebSocket two = connect(second);
    join(two);
    second.next();
    Peer third = new Peer();
    join(connect(third));

    assertThat(third.next()).isEqualTo("{\"t\":\"full\"}");
    assertThat(third.next()).isEqualTo("4003 the room is full");
    one.abort();
    two.abort();
  }

  @Test
  void closesOnMalformedTextAndOnBinary() throws InterruptedException {
    Peer confused = new Peer();
    connect(confused).sendText("hello", true).join();
    assertThat(confused.next()).isEqualTo("4000 malformed message");

    Peer binary = new Peer();
    connect(binary).sendBinary(ByteBuffer.allocate(3), true).join();
    assertThat(binary.next()).isEqualTo("1003 text only");
  }

  @Test
  void acceptsMessagesUpToTheLimitOnly() throws InterruptedException {
    Peer first = new Peer();
    WebSocket one = connect(first);
    join(one);
    Peer second = new Peer();
    WebSocket two = connect(second);
    join(two);
    second.next();
    first.next();
    first.next();
    String frame = "{\"t\":\"to\",\"m\":\"\"}";

    two.sendText(frame.replace("\"\"", "\"" + "x".repeat(65536 - frame.length()) + "\""), true)
        .join();
    assertThat(first.next()).hasSizeGreaterThan(65_000);
    two.sendText(frame.replace("\"\"", "\"" + "x".repeat(65537 - frame.length()) + "\""), true)
        .join();

    assertThat(second.next()).startsWith("1009");
    assertThat(first.next()).isEqualTo("{\"t\":\"left\"}");
    one.abort();
  }

  @Test
  void keepsWhoAnswersPings() throws IOException, InterruptedException {
    try (WebServer hasty = WebServer.start(pinging(Duration.ofSeconds(8)))) {
      Peer alive = new Peer();
      WebSocket one = connect(hasty, alive);
      join(one);
      alive.next();
      for (int i = 0; i < 10; i++) {
        assertThat(alive.next()).isEqualTo("ping");
      }
      one.abort();
    }
  }

  @Test
  void dropsWhoAnswersNothing() throws IOException {
    try (WebServer hasty = WebServer.start(pinging(Duration.ofSeconds(2)));
        Socket mute = new Socket(InetAddress.getLoopbackAddress(), hasty.port())) {
      mute.setSoTimeout(60_000);
      mute.getOutputStream().write(RawHttp.upgradeRequest(hasty.port()).getBytes(UTF_8));

      byte[] until = mute.getInputStream().readAllBytes();

      assertThat(new String(until, ISO_8859_1)).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void dropsWhoReadsTooSlowly() throws IOException, InterruptedException {
    try (WebServer generous = WebServer.start(relayingWithoutEnd())) {
      Peer fast = new Peer();
      WebSocket sender = connect(generous, fast);
      join(sender);
      fast.next();
      // It joins, and never reads: what is sent to it piles up, first in the kernel, then here.
      WebSocket slow = http.newWebSocketBuilder().buildAsync(uri(generous), new Deaf()).join();
      join(slow);
      assertThat(fast.next()).isEqualTo("{\"t\":\"peer\"}");

      String large = "{\"t\":\"to\",\"m\":\"" + "x".repeat(60_000) + "\"}";
      while (fast.heard.isEmpty()) {
        sender.sendText(large, true).join();
      }

      assertThat(fast.next()).isEqualTo("{\"t\":\"left\"}");
      sender.abort();
      slow.abort();
    }
  }

  /** Asks for no message at all. */
  private static final class Deaf implements WebSocket.Listener {
    @Override
    public void onOpen(WebSocket socket) {}
  }

  @Test
  void saysGoodbyeWhenItStops() throws InterruptedException {
    Peer member = new Peer();
    join(connect(member));
    member.next();

    server.close();

    assertThat(member.next()).isEqualTo("1001 the server stops");
  }

  private WebSocket connect(Peer peer) {
    return connect(server, peer);
  }

  private WebSocket connect(WebServer to, Peer peer) {
    return http.newWebSocketBuilder().buildAsync(uri(to), peer).join();
  }

  private static URI uri(WebServer to) {
    return URI.create("ws://localhost:" + to.port() + WebServer.RENDEZVOUS);
  }

  private static void join(WebSocket socket) {
    socket.sendText("{\"t\":\"join\",\"room\":\"" + ROOM + "\"}", true).join();
  }

  /** Pings every second, and waits an hour for a join. */
  private static WebOptions pinging(Duration silence) {
    RendezvousLimits standard = RendezvousLimits.standard();
    return options(
        standard.roomMessages(),
        standard.roomBytes(),
        Duration.ofHours(1),
        Duration.ofSeconds(1),
        silence);
  }

  private static WebOptions relayingWithoutEnd() {
    RendezvousLimits standard = RendezvousLimits.standard();
    return options(
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        standard.joinWithin(),
        standard.pingEvery(),
        standard.silence());
  }

  private static WebOptions options(
      int roomMessages, long roomBytes, Duration joinWithin, Duration pingEvery, Duration silence) {
    RendezvousLimits standard = RendezvousLimits.standard();
    RendezvousLimits limits =
        new RendezvousLimits(
            standard.messageBytes(),
            standard.waitingBytes(),
            roomMessages,
            roomBytes,
            standard.rooms(),
            standard.connections(),
            joinWithin,
            standard.roomLifetime(),
            pingEvery,
            silence);
    return new WebOptions(List.of(InetAddress.getLoopbackAddress()), 0, List.of(), limits);
  }
}
