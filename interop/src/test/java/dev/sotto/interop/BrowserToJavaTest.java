package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.Reliability;
import dev.sotto.ice.IceOptions;
import dev.sotto.ice.Keeping;
import dev.sotto.net.CandidateKind;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our peer connection with Chromium's own, either side offering, with mDNS candidates as browsers
 * have them by default.
 */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserToJavaTest {

  private Chromium chromium;
  private WebServer server;
  private PeerConnectionFactory factory;
  private ChatPage page;
  private BrowserPeer browser;
  private PeerConnection java;
  private final BlockingQueue<Ear> announced = new LinkedBlockingQueue<>();
  private final BlockingQueue<PeerConnectionState> states = new LinkedBlockingQueue<>();

  /** What comes on a channel. */
  private static final class Ear implements DataChannelListener {
    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> opened = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    final CompletableFuture<DataChannel> channel = new CompletableFuture<>();

    @Override
    public void onOpen() {
      opened.complete(null);
    }

    @Override
    public void onText(String text) {
      heard.add(text);
    }

    @Override
    public void onBinary(byte[] data) {
      heard.add(data);
    }

    @Override
    public void onClose() {
      closed.complete(null);
    }

    DataChannel channel() {
      return channel.join();
    }

    Object next() {
      return Patience.next(heard);
    }
  }

  @BeforeAll
  void start() throws IOException {
    chromium = new Chromium();
    server = WebServer.start(WebOptions.local(0));
    factory = new PeerConnectionFactory();
  }

  @AfterAll
  void stop() {
    factory.close();
    server.close();
    chromium.close();
  }

  @BeforeEach
  void open() throws IOException {
    announced.clear();
    states.clear();
    page = chromium.open(server.url().toString());
    browser = new BrowserPeer(page.page());
    java = create(factory);
  }

  private PeerConnection create(PeerConnectionFactory from) {
    return from.create(
        new PeerListener() {
          @Override
          public void onDataChannel(DataChannel channel) {
            Ear ear = new Ear();
            channel.listener(ear);
            ear.channel.complete(channel);
            ear.opened.complete(null);
            announced.add(ear);
          }

          @Override
          public void onConnectionState(PeerConnectionState state) {
            states.add(state);
          }
        });
  }

  private void awaitState(PeerConnectionState wanted) {
    PeerConnectionState state = Patience.next(states);
    while (state != wanted) {
      state = Patience.next(states);
    }
  }

  private List<PeerConnectionState> changesWithin(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    List<PeerConnectionState> changes = new ArrayList<>();
    PeerConnectionState state;
    while ((state = states.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
      changes.add(state);
    }
    return changes;
  }

  @AfterEach
  void close() {
    java.close();
    page.close();
  }

  private Ear javaOffers(String label) {
    Ear ear = javaOpens(ChannelOptions.reliable(label));
    Patience.await(java.createOffer().thenCompose(java::setLocalDescription));
    SessionDescription offer = Patience.await(java.completeLocalDescription());
    Patience.await(java.setRemoteDescription(browser.answer(offer)));
    Patience.await(ear.opened);
    return ear;
  }

  private Ear javaOpens(ChannelOptions options) {
    Ear ear = new Ear();
    ear.channel.complete(java.createDataChannel(options, ear));
    return ear;
  }

  private Ear browserOffers(String label, Map<String, Object> options) {
    SessionDescription offer = browser.offerWithChannel(label, options);
    assertThat(offer.sdp()).as("addresses hidden as browsers do").contains(".local");
    Patience.await(java.setRemoteDescription(offer));
    Patience.await(java.createAnswer().thenCompose(java::setLocalDescription));
    browser.setRemote(Patience.await(java.completeLocalDescription()));
    return Patience.next(announced);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesOfEverySizeGoBothWaysWhoeverOffers(boolean javaOffers) {
    Ear ear = javaOffers ? javaOffers("echo") : browserOffers("echo", Map.of());
    DataChannel channel = ear.channel();

    for (int size : new int[] {0, 1, 2, 1200, 65_535, 65_536, 262_144}) {
      byte[] data = new byte[size];
      new Random(size).nextBytes(data);
      assertThat(channel.send(data)).isTrue();
      assertThat((byte[]) ear.next()).as("%d bytes", size).isEqualTo(data);

      String text = "ä".repeat(size / 2) + "x".repeat(size % 2);
      assertThat(channel.send(text)).isTrue();
      assertThat(ear.next()).isEqualTo(text);
    }
    assertThat(channel.maxMessageSize()).as("what Chromium says it takes").isEqualTo(262_144);
    assertThat(java.path().orElseThrow().relayed()).isFalse();
    assertThat(java.path().orElseThrow().localKind()).isEqualTo(CandidateKind.HOST);
    assertThat(page.complaints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eitherSideMayOpenMoreChannelsAndCloseThem(boolean javaOffers) {
    Ear first = javaOffers ? javaOffers("first") : browserOffers("first", Map.of());

    Ear ours = javaOpens(ChannelOptions.reliable("ours"));
    Patience.await(ours.opened);
    browser.awaitEvent("ours", "announced");
    browser.createChannel("theirs", Map.of());
    Ear theirs = Patience.next(announced);
    browser.awaitEvent("theirs", "open");
    assertThat(theirs.channel().label()).isEqualTo("theirs");
    assertThat(theirs.channel().id().orElseThrow() % 2)
        .as("RFC 8832: the DTLS client has the even ids, and whoever answers is the client")
        .isEqualTo(javaOffers ? 0 : 1);

    ours.channel().close();
    Patience.await(ours.closed);
    browser.awaitEvent("ours", "close");

    browser.closeChannel("theirs");
    Patience.await(theirs.closed);
    browser.awaitEvent("theirs", "close");

    theirs = javaOpens(ChannelOptions.reliable("again"));
    Patience.await(theirs.opened);
    browser.awaitEvent("again", "announced");
    theirs.channel().send("on an id used before");
    assertThat(theirs.next()).isEqualTo("on an id used before");

    // The side that did not open a channel closes it.
    if (javaOffers) {
      browser.closeChannel("first");
    } else {
      first.channel().close();
    }
    Patience.await(first.closed);
    browser.awaitEvent("first", "close");
  }

  @Test
  void channelOptionsMeanTheSameOnBothSides() {
    Ear unordered = browserOffers("unordered", Map.of("ordered", false, "maxRetransmits", 3));
    assertThat(unordered.channel().options())
        .isEqualTo(
            ChannelOptions.reliable("unordered")
                .unordered()
                .withReliability(new Reliability.MaxRetransmits(3)));
    browser.createChannel("timed", Map.of("maxPacketLifeTime", 250, "protocol", "p"));
    assertThat(Patience.next(announced).channel().options())
        .isEqualTo(
            ChannelOptions.reliable("timed")
                .withProtocol("p")
                .withReliability(new Reliability.MaxPacketLifeTime(250)));

    Patience.await(
        javaOpens(
                ChannelOptions.reliable("ours")
                    .withProtocol("v1")
                    .unordered()
                    .withReliability(new Reliability.MaxRetransmits(0)))
            .opened);
    browser.awaitEvent("ours", "announced");
    assertThat(browser.property("ours", "ordered")).isEqualTo(false);
    assertThat(browser.property("ours", "maxRetransmits")).isEqualTo(0);
    assertThat(browser.property("ours", "protocol")).isEqualTo("v1");
  }

  @Test
  void whatWasSentBeforeCloseArrives() {
    Ear ear = javaOffers("echo");
    for (int i = 0; i < 500; i++) {
      assertThat(ear.channel().send("line " + i)).isTrue();
    }
    for (int i = 0; i < 500; i++) {
      assertThat(ear.next()).isEqualTo("line " + i);
    }
    ear.channel().close();
    Patience.await(ear.closed);
    browser.awaitEvent("echo", "close");
  }

  /**
   * Once a path is stable our own code keeps it: Chromium's checks are answered and ours are
   * answered by Chromium, for several times as long as consent lasts.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePathIsKeptWithoutIce4j(boolean javaOffers) throws InterruptedException, IOException {
    PeerConfiguration impatient =
        PeerConfiguration.defaults()
            .withIce(
                IceOptions.defaults()
                    .withKeeping(
                        new Keeping(
                            Duration.ofMillis(100),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(2))));
    try (PeerConnectionFactory keeping =
        new PeerConnectionFactory(impatient, AssertionError::new)) {
      java.close();
      awaitState(PeerConnectionState.CLOSED);
      java = create(keeping);
      Ear ear = javaOffers ? javaOffers("echo") : browserOffers("echo", Map.of());
      awaitState(PeerConnectionState.CONNECTED);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("IceConnector")) {
          thread.join(TimeUnit.SECONDS.toMillis(Patience.SECONDS));
          assertThat(thread.isAlive()).as("ice4j has gone").isFalse();
        }
      }

      // A browser that gets no processor for a while is no path that is lost.
      assertThat(changesWithin(Duration.ofSeconds(6)))
          .isSubsetOf(PeerConnectionState.DISCONNECTED, PeerConnectionState.CONNECTED);
      ear.channel().send("still here");
      assertThat(ear.next()).isEqualTo("still here");
    }
  }

  @Test
  void theBrowserNoticesThatWeCloseTheConnection() {
    javaOffers("echo");
    browser.awaitEvent("echo", "announced");
    java.close();
    browser.awaitEvent("echo", "close");
  }

  @Test
  void weNoticeThatTheBrowserClosesTheConnection() {
    Ear ear = browserOffers("echo", Map.of());
    browser.close();
    Patience.await(ear.closed);
    awaitState(PeerConnectionState.CLOSED);
    assertThat(java.failure()).isEmpty();
  }
}
