package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The page with a peer that is not ours and knows only the written protocol. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignPeerTest {
  private static final String ROOM = "MDEyMzQ1Njc4OTo7PD0-Pw";

  private Chromium chromium;
  private WebServer server;

  @BeforeAll
  void startBrowser() {
    chromium = new Chromium();
  }

  @AfterAll
  void stopBrowser() {
    chromium.close();
  }

  @BeforeEach
  void startServer() throws IOException {
    server = WebServer.start(WebOptions.local(0));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void offersWithAChannelOfItsOwnAndSendsAllKindsOfMessages() throws IOException {
    try (ChatPage page = chromium.open(link())) {
      page.awaitStatus("Waiting for the other side");
      try (ChatPage foreign = foreignPeer(true, "something else")) {
        page.awaitStatus("Connected");
        send(foreign, "'plain'");
        page.awaitText("plain");
        send(foreign, "''");
        page.awaitText("(empty message)");
        send(foreign, "new ArrayBuffer(5)");
        page.awaitText("[binary, 5 bytes]");
        send(foreign, "new ArrayBuffer(0)");
        page.awaitText("[binary, 0 bytes]");

        page.say("heard you");
        awaitHeard(foreign, "heard you");
        assertThat(page.complaints()).isEmpty();
      }
    }
  }

  @Test
  void isOfferedAChannelCalledChat() throws IOException {
    try (ChatPage foreign = foreignPeer(false, "");
        ChatPage page = chromium.open(link())) {
      page.awaitStatus("Connected");
      page.say("hello");

      awaitHeard(foreign, "hello");
      assertThat(foreign.page().evaluate("foreign.channel.label")).isEqualTo("chat");
      assertThat(foreign.page().evaluate("foreign.channel.ordered")).isEqualTo(true);
    }
  }

  @Test
  void isOfferedAConnectionWhenItDoesNotOfferThoughItShould() throws IOException {
    try (ChatPage page = chromium.open(link())) {
      page.awaitStatus("Waiting for the other side");
      try (ChatPage foreign = foreignPeer(false, "")) {
        page.awaitStatus("Connected");
        page.say("hello");

        awaitHeard(foreign, "hello");
      }
    }
  }

  @Test
  void offersAtTheSameTime() throws IOException {
    try (ChatPage foreign = foreignPeer(true, "mine");
        ChatPage page = chromium.open(link())) {
      page.awaitStatus("Connected");
      page.say("hello");

      awaitHeard(foreign, "hello");
      assertThat(foreign.page().evaluate("foreign.channel.label")).isEqualTo("chat");
    }
  }

  @Test
  void closesItsChannelAndIsConnectedAgain() throws IOException {
    try (ChatPage page = chromium.open(link())) {
      page.awaitStatus("Waiting for the other side");
      try (ChatPage foreign = foreignPeer(true, "first")) {
        page.awaitStatus("Connected");
        page.page()
            .evaluate(
                """
                () => {
                  const status = document.querySelector('[role=status]');
                  window.seen = [];
                  new MutationObserver(() => seen.push(status.textContent))
                    .observe(status, { childList: true });
                }
                """);
        foreign.page().evaluate("foreign.channel.close()");
        page.page().waitForFunction("() => seen.at(-1) === 'Connected'");

        assertThat(page.page().evaluate("seen[0]")).isEqualTo("Disconnected. Trying again");
        page.say("again");
        awaitHeard(foreign, "again");
      }
    }
  }

  @Test
  void sendsNonsenseAndBreaksNothing() throws IOException {
    try (ChatPage page = chromium.open(link());
        ChatPage foreign = foreignPeer(true, "sane")) {
      page.awaitStatus("Connected");
      foreign
          .page()
          .evaluate(
              """
              () => {
                const socket = new WebSocket(`ws://${location.host}/rendezvous`);
                return new Promise((done) => {
                  socket.onmessage = ({ data }) => done(data);
                  socket.onopen = () => socket.send('{}');
                  socket.onclose = () => done('closed');
                });
              }
              """);
      send(foreign, "'still fine'");
      page.awaitText("still fine");
    }
    try (ChatPage page = chromium.open(link())) {
      page.awaitStatus("Waiting for the other side");
      try (ChatPage foreign = chromium.open(server.url() + "/health")) {
        foreign
            .page()
            .evaluate(
                """
                (room) => {
                  const socket = new WebSocket(`ws://${location.host}/rendezvous`);
                  const to = (m) => socket.send(JSON.stringify({ t: 'to', m }));
                  socket.onopen = () => {
                    socket.send(JSON.stringify({ t: 'join', room }));
                    [null, 1, 'x', [], {}, { k: 'description' }, { k: 'candidate' },
                      { k: 'description', type: 'answer', sdp: 'v=0' },
                      { k: 'description', type: 'pranswer', sdp: 'v=0' },
                      { k: 'candidate', candidate: { candidate: 'nonsense' } },
                      { k: 'description', type: 'offer', sdp: 'nonsense' },
                      { k: 'candidate', candidate: 7 },
                    ].forEach(to);
                  };
                }
                """,
                ROOM);
        page.awaitStatus("Disconnected. Trying again");
      }
      page.awaitStatus("Waiting for the other side");
      try (ChatPage sane = foreignPeer(true, "sane")) {
        page.awaitStatus("Connected");
        send(sane, "'all is well'");
        page.awaitText("all is well");
      }
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** Runs in a page of the same origin, which has nothing else in it. */
  private ChatPage foreignPeer(boolean offers, String label) throws IOException {
    ChatPage blank = chromium.open(server.url() + "/health");
    try (InputStream script =
        Objects.requireNonNull(getClass().getResourceAsStream("/foreign-peer.js"))) {
      blank
          .page()
          .evaluate(
              new String(script.readAllBytes(), UTF_8),
              Map.of("room", ROOM, "offers", offers, "label", label));
    }
    return blank;
  }

  private static void send(ChatPage foreign, String expression) {
    foreign.page().waitForFunction("() => foreign.channel?.readyState === 'open'");
    foreign.page().evaluate("foreign.channel.send(" + expression + ")");
  }

  private static void awaitHeard(ChatPage foreign, String text) {
    foreign
        .page()
        .waitForFunction(
            "text => foreign.heard.includes(text)",
            text,
            new Page.WaitForFunctionOptions().setTimeout(60_000));
  }

  private String link() {
    return server.url() + "/#" + ROOM;
  }
}
