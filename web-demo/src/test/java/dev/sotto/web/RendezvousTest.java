package dev.sotto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.rooms.RoomRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rooms over real sockets. Their rules are in {@link ReceptionTest}. */
@Timeout(120)
class RendezvousTest {
  private static final Pattern ROOM = Pattern.compile("\"room\":\"(\\d+)\"");
  private static final Pattern SEAT = Pattern.compile("\"seat\":\"([\\w-]+)\"");

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

  /** Two who have been introduced. */
  private record Pair(String room, Peer first, WebSocket one, Peer second, WebSocket two) {}

  private Pair pair(WebServer to) throws InterruptedException {
    Peer first = new Peer();
    WebSocket one = connect(to, first);
    String room = open(one, first);
    Peer second = new Peer();
    WebSocket two = connect(to, second);
    join(two, room);
    second.next();
    assertThat(second.next()).isEqualTo("{\"t\":\"peer\"}");
    assertThat(second.next()).isEqualTo("{\"t\":\"from\",\"m\":\"p0\"}");
    assertThat(first.next()).isEqualTo("{\"t\":\"peer\"}");
    return new Pair(room, first, one, second, two);
  }

  @Test
  void introducesTwoAndRelaysBetweenThem() throws InterruptedException {
    Pair pair = pair(server);

    pair.one.sendText("{\"t\":\"to\",\"m\":\"ä😀\"}", true).join();
    assertThat(pair.second.next()).isEqualTo("{\"t\":\"from\",\"m\":\"ä😀\"}");

    pair.two.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(pair.first.next()).isEqualTo("{\"t\":\"left\"}");
    pair.one.abort();
  }

  @Test
  void bringsBackWhoseSocketBreaks() throws InterruptedException {
    Peer first = new Peer();
    WebSocket one = connect(first);
    String room = open(one, first);
    Peer second = new Peer();
    WebSocket two = connect(second);
    join(two, room);
    String seat = find(SEAT, second.next());
    second.next();
    second.next();
    first.next();
    two.abort();
    assertThat(first.next()).isEqualTo("{\"t\":\"left\"}");
    one.sendText("{\"t\":\"to\",\"m\":1}", true).join();

    Peer again = new Peer();
    WebSocket three = connect(again);
    three
        .sendText(
            "{\"t\":\"resume\",\"room\":\"" + room + "\",\"seat\":\"" + seat + "\",\"seen\":1}",
            true)
        .join();

    assertThat(again.next()).isEqualTo("{\"t\":\"resumed\",\"seen\":0}");
    assertThat(again.next()).isEqualTo("{\"t\":\"peer\"}");
    assertThat(again.next()).isEqualTo("{\"t\":\"from\",\"m\":1}");
    assertThat(first.next()).isEqualTo("{\"t\":\"back\"}");
    one.abort();
    three.abort();
  }

  @Test
  void refusesTheThirdWithAReason() throws InterruptedException {
    Pair pair = pair(server);
    Peer third = new Peer();
    join(connect(third), pair.room);

    assertThat(third.next()).isEqualTo("4003 already used or open elsewhere");
    pair.one.abort();
    pair.two.abort();
  }

  @Test
  void relaysManyMessagesInTheirOrder() throws InterruptedException {
    Pair pair = pair(server);
    pair.one.sendText("{\"t\":\"paired\"}", true).join();
    for (int i = 0; i < 500; i++) {
      pair.one.sendText("{\"t\":\"to\",\"m\":" + i + "}", true).join();
      pair.two.sendText("{\"t\":\"to\",\"m\":" + i + "}", true).join();
    }
    for (int i = 0; i < 500; i++) {
      assertThat(pair.first.next()).isEqualTo("{\"t\":\"from\",\"m\":" + i + "}");
      assertThat(pair.second.next()).isEqualTo("{\"t\":\"from\",\"m\":" + i + "}");
    }
    pair.one.abort();
    pair.two.abort();
  }

  @Test
  void closesOnMalformedTextAndOnBinary() throws InterruptedException {
    Peer confused = new Peer();
    connect(confused).sendText("hello", true).join();
    assertThat(confused.next()).isEqualTo("4000 malformed message, or not now");

    Peer binary = new Peer();
    connect(binary).sendBinary(ByteBuffer.allocate(3), true).join();
    assertThat(binary.next()).isEqualTo("1003 text only");
  }

  @Test
  void endsTheConnectionOfWhoSendsTooMuchAtOnce() throws InterruptedException {
    Pair pair = pair(server);
    String frame = "{\"t\":\"to\",\"m\":1,\"x\":\"\"}";
    String most = frame.replace("\"\"", "\"" + "x".repeat(26 * 1024 - frame.length()) + "\"");
    pair.two.sendText(most, true).join();
    assertThat(pair.first.next()).isEqualTo("{\"t\":\"from\",\"m\":1}");

    pair.two.sendText(most.replace("xx", "xxx"), true).join();

    assertThat(pair.second.next()).startsWith("1009");
    assertThat(pair.first.next()).isEqualTo("{\"t\":\"left\"}");
    pair.one.abort();
  }

  @Test
  void keepsWhoAnswersPings() throws IOException, InterruptedException {
    try (WebServer hasty = WebServer.start(pinging(Duration.ofSeconds(8)))) {
      Peer alive = new Peer();
      WebSocket one = connect(hasty, alive);
      open(one, alive);
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
      String room = open(sender, fast);
      // It joins, and never reads: what is sent to it piles up, first in the kernel, then here.
      WebSocket slow = http.newWebSocketBuilder().buildAsync(uri(generous), new Deaf()).join();
      join(slow, room);
      assertThat(fast.next()).isEqualTo("{\"t\":\"peer\"}");
      sender.sendText("{\"t\":\"paired\"}", true).join();

      String large = "{\"t\":\"to\",\"m\":\"" + "x".repeat(24_000) + "\"}";
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
    open(connect(member), member);

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

  private static String open(WebSocket socket, Peer peer) throws InterruptedException {
    socket.sendText("{\"t\":\"open\",\"m\":\"p0\"}", true).join();
    return find(ROOM, peer.next());
  }

  private static void join(WebSocket socket, String room) {
    socket.sendText("{\"t\":\"join\",\"room\":\"" + room + "\"}", true).join();
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /** Pings every second. */
  private static WebOptions pinging(Duration silence) {
    return WebOptions.local(0)
        .withLimits(RendezvousLimits.standard().withSilence(Duration.ofSeconds(1), silence));
  }

  private static WebOptions relayingWithoutEnd() {
    RoomRules standard = RoomRules.standard();
    return WebOptions.local(0)
        .withLimits(
            RendezvousLimits.standard()
                .withRooms(
                    new RoomRules(
                        standard.rooms(),
                        standard.life(),
                        standard.pairedLife(),
                        standard.meetingIdle(),
                        standard.resumeAlone(),
                        standard.resumeInRun(),
                        standard.resumePaired(),
                        standard.presence(),
                        standard.runMessages(),
                        standard.runBytes(),
                        standard.unpairedMessages(),
                        standard.unpairedBytes(),
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        standard.logMessages(),
                        standard.logBytes(),
                        standard.notReused())));
  }
}
