package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.interop.lab.NeedsLab;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The path dies in the middle: the page and whoever it talks to find another through the
 * rendezvous, under the same session. What was written meanwhile arrives once, in order.
 */
@InNamespace
@NeedsLab
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconnectTest {
  private Chromium chromium;

  @BeforeAll
  void startBrowser() {
    chromium = new Chromium();
  }

  @AfterAll
  void stopBrowser() {
    chromium.close();
  }

  @Test
  void thePortsInUseAreBlocked() throws IOException, InterruptedException {
    try (SottoProcess demo = SottoProcess.start("demo", "--json");
        ChatPage page = chromium.openObserved(link(demo))) {
      List<String> before = connect(demo, page);
      try (Blocked ports = Blocked.ports(page.udpPorts(), page.tcpPorts())) {
        assertThat(ports).isNotNull();
        talkMeanwhile(demo, page);
        page.awaitStatus("Reconnecting…");
        page.awaitStatus("Connected");
        assertNothingIsLost(demo, page, before);
      }
    }
  }

  @Test
  void theAddressInUseIsAnother() throws IOException, InterruptedException {
    try (SottoProcess demo = SottoProcess.start("demo", "--json", "--interface", "sotto0");
        ChatPage page = chromium.openObserved(link(demo))) {
      List<String> before = connect(demo, page);
      try (OtherAddress address = new OtherAddress()) {
        assertThat(address).isNotNull();
        talkMeanwhile(demo, page);
        page.awaitText("t9");
        page.awaitStatus("Connected");
        assertNothingIsLost(demo, page, before);
      }
    }
  }

  /** The page that came first has not offered: it asks the other one to. */
  @Test
  void twoPagesDoTheSame() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.openObserved(server.url() + "/")) {
      twoPagesFindAnotherPath(server, alice);
    }
  }

  /** Then it must not answer the other's restart on the channel, which is dead. */
  @Tag("long")
  @Test
  void twoPagesDoTheSameWhenOneBrowserDoesNotSeeTheBreak() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.openObserved(server.url() + "/")) {
      alice
          .page()
          .evaluate(
              """
              () => {
                let native = RTCPeerConnection.prototype;
                while (!Object.hasOwn(native, 'connectionState')) {
                  native = Object.getPrototypeOf(native);
                }
                const { get } = Object.getOwnPropertyDescriptor(native, 'connectionState');
                Object.defineProperty(native, 'connectionState', { get() {
                  const state = get.call(this);
                  return state === 'disconnected' || state === 'failed' ? 'connected' : state;
                }});
              }
              """);
      twoPagesFindAnotherPath(server, alice);
    }
  }

  private void twoPagesFindAnotherPath(WebServer server, ChatPage alice) throws IOException {
    String code = alice.invite();
    try (ChatPage bob = chromium.openObserved(server.url() + "/#" + code)) {
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      List<String> before = alice.userNames();
      List<String> ports = new ArrayList<>(alice.udpPorts());
      ports.addAll(bob.udpPorts());
      try (Blocked blocked = Blocked.ports(ports, List.of())) {
        assertThat(blocked).isNotNull();
        for (int i = 0; i < 10; i++) {
          alice.say("a" + i);
          bob.say("b" + i);
        }
        bob.awaitText("a9");
        alice.awaitText("b9");
        assertThat(bob.lines()).filteredOn(line -> line.startsWith("a")).isEqualTo(lines("a"));
        assertThat(alice.lines()).filteredOn(line -> line.startsWith("b")).isEqualTo(lines("b"));
        assertThat(alice.userNames()).hasSameSizeAs(before).isNotEqualTo(before);
        alice.awaitStatus("Connected");
        bob.awaitStatus("Connected");
      }
    }
  }

  @Test
  void aPageInAnotherNetworkLooksForAnotherPathAtOnce() throws IOException, InterruptedException {
    try (SottoProcess demo = SottoProcess.start("demo", "--json");
        ChatPage page = chromium.openObserved(link(demo))) {
      List<String> before = connect(demo, page);
      page.page().context().setOffline(true);
      page.page().context().setOffline(false);
      talkMeanwhile(demo, page);
      assertNothingIsLost(demo, page, before);
    }
  }

  /** As one does that crashes, or whose full uplink drops its farewell. */
  @Test
  void aPageThatComesAnewWithoutALastWordIsFoundAgain() throws IOException, InterruptedException {
    try (SottoProcess demo = SottoProcess.start("demo", "--json");
        ChatPage page = chromium.openObserved(link(demo))) {
      connect(demo, page);
      try (Blocked ports = Blocked.ports(page.udpPorts(), page.tcpPorts())) {
        assertThat(ports).isNotNull();
        page.page().reload();
        demo.await("reconnecting");
        page.awaitConnected();
        page.say("here again");
        assertThat(demo.await("message").path("text").asText()).isEqualTo("here again");
      }
    }
  }

  private static String link(SottoProcess demo) throws InterruptedException {
    return demo.await("invite").path("link").asText();
  }

  private static List<String> connect(SottoProcess demo, ChatPage page)
      throws IOException, InterruptedException {
    page.awaitStatus("Connected");
    demo.await("connected");
    demo.say("hello");
    page.awaitText("hello");
    return page.userNames();
  }

  private static void talkMeanwhile(SottoProcess demo, ChatPage page) throws IOException {
    for (int i = 0; i < 10; i++) {
      demo.say("t" + i);
      page.say("p" + i);
    }
  }

  private static void assertNothingIsLost(SottoProcess demo, ChatPage page, List<String> before)
      throws InterruptedException {
    List<String> heard = new ArrayList<>();
    // Whether the program saw the break before the page told it of another path is open.
    while (heard.size() < 10) {
      heard.add(demo.await("message").path("text").asText());
    }
    assertThat(heard).isEqualTo(lines("p"));
    page.awaitText("t9");
    assertThat(page.lines()).filteredOn(line -> line.startsWith("t")).isEqualTo(lines("t"));
    assertThat(page.userNames()).as("the same session, begun anew").hasSameSizeAs(before);
    assertThat(page.userNames()).isNotEqualTo(before);
  }

  private static List<String> lines(String name) {
    return IntStream.range(0, 10).mapToObj(i -> name + i).toList();
  }

  /** Packets from and to some ports are dropped as long as this is open. */
  private record Blocked(String table) implements AutoCloseable {
    static Blocked ports(List<String> udp, List<String> tcp) throws IOException {
      run(
          "nft",
          "table inet sotto_blocked {\nchain output {\ntype filter hook output priority 0; "
              + drop("udp", udp)
              + drop("tcp", tcp)
              + "\n}\n}");
      return new Blocked("sotto_blocked");
    }

    private static String drop(String protocol, List<String> ports) {
      String one = protocol + " %s { " + String.join(", ", ports) + " } drop; ";
      return ports.isEmpty() ? "" : one.formatted("sport") + one.formatted("dport");
    }

    @Override
    public void close() {
      try {
        run("nft", "delete table inet " + table);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The cable of the namespace has other addresses as long as this is open. */
  private static final class OtherAddress implements AutoCloseable {
    private static final List<String> USUAL = List.of("10.83.0.1/24", "fd53:83::1/64");
    private static final List<String> OTHER = List.of("10.83.1.1/24", "fd53:84::1/64");

    OtherAddress() throws IOException {
      replace(USUAL, OTHER);
    }

    @Override
    public void close() {
      try {
        replace(OTHER, USUAL);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** The next before the last, because the routes of a device go with its last address. */
    private static void replace(List<String> from, List<String> to) throws IOException {
      for (int i = 0; i < from.size(); i++) {
        String[] nodad = to.get(i).contains(":") ? new String[] {"nodad"} : new String[0];
        List<String> add =
            new ArrayList<>(List.of("ip", "address", "add", to.get(i), "dev", "sotto0"));
        add.addAll(List.of(nodad));
        run(add.toArray(new String[0]));
        run("ip", "address", "del", from.get(i), "dev", "sotto0");
      }
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(printed).isZero();
  }
}
