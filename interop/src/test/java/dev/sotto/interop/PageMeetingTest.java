package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sotto.web.DoorRules;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Who comes to a page's room, or opens its link, without being a person with the code. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageMeetingTest {
  /** The address of the interface that the namespace around the test has: no loopback. */
  private static final String ADDRESS = "10.83.0.1";

  /**
   * The sockets of a page, between which and the page the test can stand: {@code spoil} is how many
   * sealed messages arrive changed, {@code deaf} has the socket break in place of beginning a run.
   */
  private static final String SOCKETS =
      """
      window.sockets = [];
      window.spoil = 0;
      window.deaf = false;
      window.lost = 0;
      window.WebSocket = class extends WebSocket {
        constructor(...address) {
          super(...address);
          window.sockets.push(this);
          this.addEventListener('message', (event) => {
            if (window.spoil > 0 && event.isTrusted && event.data.includes('"t":"s"')) {
              window.spoil--;
              event.stopImmediatePropagation();
              const data = event.data.replace(/"c":"..../, '"c":"AAAA');
              this.dispatchEvent(new MessageEvent('message', { data }));
            }
          });
        }
        send(data) {
          if (window.deaf && data.includes('"t":"next"')) {
            window.deaf = false;
            window.lost++;
            this.close(3000);
          } else {
            super.send(data);
          }
        }
      };
      """;

  /** The server says something in the place of the peer. */
  private static final String FORGED =
      """
      () => window.sockets.at(-1).dispatchEvent(new MessageEvent('message', {
        data: JSON.stringify({ t: 'from', m: { t: 's', n: 99, c: 'A'.repeat(64) } }),
      }))
      """;

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
  void aStrangerWhoSaysMuchAtOnceSpendsNoMoreThanOneRun() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.open(server.url() + "/")) {
      String code = alice.invite();
      WebSocket stranger = stranger(server, code);
      for (int i = 0; i < 12; i++) {
        stranger.sendText("{\"t\":\"to\",\"m\":{\"t\":\"p1\"}}", true).join();
      }

      alice.awaitStatus("Waiting for the other side");
      joinAndTalk(server, alice, code);
      stranger.abort();
    }
  }

  @Test
  void aStrangerWhoSaysNothingIsSentAway() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.open(server.url() + "/")) {
      String code = alice.invite();
      WebSocket stranger = stranger(server, code);
      alice.awaitStatus("Connecting");
      alice.awaitStatus("Waiting for the other side");

      joinAndTalk(server, alice, code);
      stranger.abort();
    }
  }

  @Test
  void aRunThatEndsWhileTheServerIsAwayTakesTheNextJoiner() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.openAfter(SOCKETS, server.url() + "/")) {
      String code = alice.invite();
      WebSocket stranger = stranger(server, code);
      alice.awaitStatus("Connecting");
      alice.page().evaluate("window.deaf = true");
      // She gives this run up with a word, and the socket breaks before the server hears of the
      // next.
      stranger.sendText("{\"t\":\"to\",\"m\":{\"t\":\"p1\"}}", true).join();
      alice.page().waitForFunction("() => window.lost === 1");
      alice.awaitStatus("Waiting for the other side");

      joinAndTalk(server, alice, code);
      stranger.abort();
    }
  }

  @Test
  void aServerThatInterferesEndsNoConversation() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.openAfter(SOCKETS, server.url() + "/");
        ChatPage bob = chromium.open(server.url() + "/")) {
      bob.join(alice.invite());
      alice.awaitConnected();
      bob.awaitConnected();
      alice.page().evaluate(FORGED);
      alice.say("still here");
      bob.awaitText("still here");
      bob.say("me too");
      alice.awaitText("me too");
    }
  }

  @Test
  void aDuplicatedTabLeavesTheConversationToTheOther() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.open(server.url() + "/");
        ChatPage bob = chromium.open(server.url() + "/")) {
      bob.join(alice.invite());
      alice.awaitConnected();
      bob.awaitConnected();
      Page twin =
          alice.page().waitForPopup(() -> alice.page().evaluate("void open(location.href)"));
      assertThat(twin.getByText("The conversation of this tab goes on in another one")).isVisible();
      assertThat(twin.getByRole(AriaRole.STATUS)).containsText("Ready");
      alice.say("still mine");
      bob.awaitText("still mine");
    }
  }

  @Test
  @Tag("long")
  void twoWhoAreInterferedWithWhenTheyMeetAgainTryOnceMore() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.openAfter(SOCKETS, server.url() + "/");
        ChatPage bob = chromium.open(server.url() + "/")) {
      bob.join(alice.invite());
      alice.awaitConnected();
      bob.awaitConnected();
      alice.page().evaluate("window.spoil = 1");
      bob.page().reload();
      alice.page().waitForFunction("() => window.spoil === 0");
      bob.awaitConnected();
      bob.say("under other keys");
      alice.awaitText("under other keys");
    }
  }

  @Test
  void aPageDoesTheWorkThatItsServerAsksFor() throws IOException {
    try (WebServer server = WebServer.start(afterOneOpening(18));
        ChatPage first = chromium.open(server.url() + "/");
        ChatPage alice = chromium.open(server.url() + "/")) {
      first.invite();
      joinAndTalk(server, alice, alice.invite());
    }
  }

  @Test
  void aPageRefusesWorkWithoutEnd() throws IOException {
    try (WebServer server = WebServer.start(afterOneOpening(40));
        ChatPage first = chromium.open(server.url() + "/");
        ChatPage alice = chromium.open(server.url() + "/")) {
      first.invite();
      alice.button("Invite").click();
      alice.awaitStatus("The server refused");
    }
  }

  @Test
  void whoMayNotInviteHereLearnsWhatToDo() throws IOException {
    WebOptions closed = WebOptions.local(0).withOpenTokens(List.of("of somebody else"));
    try (WebServer server = WebServer.start(closed);
        ChatPage page = chromium.open(server.url() + "/")) {
      page.button("Invite").click();
      page.awaitStatus("Nobody can be invited from here");
      assertThat(page.page().getByText("Join with a code that you were given")).isVisible();
      assertThat(page.page().getByText("run \u201csotto chat\u201d yourself")).isVisible();
    }
  }

  @Test
  void anInviterLearnsThatTheServerHasLostItsCode() throws IOException {
    WebServer server = WebServer.start(WebOptions.local(0));
    try (ChatPage alice = chromium.open(server.url() + "/")) {
      alice.invite();
      int port = server.port();
      server.close();
      server = WebServer.start(WebOptions.local(port));
      alice.awaitStatus("The server has lost the code");
      alice.invite("New code");
    } finally {
      server.close();
    }
  }

  @Test
  void serversThatTheBrowserCanMakeNoSenseOfAreLeftOut() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage page = chromium.open(server.url() + "/")) {
      Object alive =
          page.page()
              .evaluate(
                  """
                  async () => {
                    const { Peer } = await import('/peer.js');
                    const bad = [{ urls: ['stun:host:99999'] }];
                    const peer = new Peer('joiner', bad, { lost() {} });
                    peer.setIceServers(bad);
                    peer.close();
                    return true;
                  }
                  """);
      assertThat(alive).isEqualTo(true);
    }
  }

  @Test
  void whoOpensALinkWithoutPressingJoinLeavesTheCodeToWhomItIsFor() throws IOException {
    List<InetAddress> address = List.of(InetAddress.getByName(ADDRESS));
    WebOptions options = new WebOptions(address, 0, List.of(), RendezvousLimits.standard());
    try (WebServer server = WebServer.start(options);
        ChatPage alice = chromium.open(server.url() + "/")) {
      String code = alice.invite();
      try (ChatPage scanner = chromium.open(server.url() + "/#" + code)) {
        scanner.awaitStatus("Ready to join");
        scanner.page().reload();
        scanner.awaitStatus("Ready");
        assertThat(scanner.requests()).noneMatch(request -> request.startsWith("ws"));
      }
      assertThat(alice.status()).containsText("Waiting for the other side");
      joinAndTalk(server, alice, code);
    }
  }

  @Test
  void aPageThatIsRenderedBeforeAnybodyLooksDoesNotJoin() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        ChatPage alice = chromium.open(server.url() + "/")) {
      String code = alice.invite();
      try (ChatPage bob = chromium.openPrerendered(server.url() + "/#" + code)) {
        assertThat(bob.status()).hasText("Starting");
        assertThat(bob.page().url()).isEqualTo(server.url() + "/");
        assertThat(alice.status()).containsText("Waiting for the other side");
        assertThat(bob.requests()).noneMatch(request -> request.startsWith("ws"));

        bob.page().evaluate("document.dispatchEvent(new Event('prerenderingchange'))");
        bob.awaitStatus("Connected");
      }
    }
  }

  /** A server that lets one room be opened without work. */
  private static WebOptions afterOneOpening(int workBits) {
    DoorRules rules = new DoorRules(10, 600, 1, 3_000, 300, workBits, 60);
    return WebOptions.local(0).withLimits(RendezvousLimits.standard().withDoor(rules));
  }

  private void joinAndTalk(WebServer server, ChatPage alice, String code) {
    try (ChatPage bob = chromium.open(server.url() + "/")) {
      bob.join(code);
      bob.awaitStatus("Connected");
      bob.say("It is me");
      alice.awaitText("It is me");
    }
  }

  /** Joins the room of a code, whose words it does not know. */
  private static WebSocket stranger(WebServer server, String code) {
    String room = code.substring(0, code.indexOf('-'));
    URI address = URI.create(server.url().toString().replace("http", "ws") + "/rendezvous");
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new WebSocket.Listener() {})
            .join();
    socket.sendText("{\"t\":\"join\",\"room\":\"" + room + "\"}", true).join();
    return socket;
  }
}
