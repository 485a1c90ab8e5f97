package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** {@code sotto chat --manual --sdp} with a bare WebRTC peer of the browser that knows no Sotto. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManualChatTest {
  private Chromium chromium;
  private WebServer server;

  @BeforeAll
  void start() throws IOException {
    chromium = new Chromium();
    server = WebServer.start(WebOptions.local(0));
  }

  @AfterAll
  void stop() {
    server.close();
    chromium.close();
  }

  @Test
  void weOfferAndTheBrowserAnswers() throws IOException, InterruptedException {
    try (ChatPage page = chromium.open(server.url().toString());
        SottoProcess sotto = SottoProcess.start("chat", "--manual", "--sdp", "--json")) {
      BrowserPeer browser = new BrowserPeer(page.page());
      sotto.say(
          BrowserPeer.toLine(browser.answer(BrowserPeer.toDescription(sotto.awaitDescription()))));
      sotto.await("connected");

      sotto.say("echo me");
      assertThat(sotto.await("message").path("text").asText()).isEqualTo("echo me");

      // The end of input delivers everything first.
      sotto.say("and this");
      sotto.endInput();
      assertThat(sotto.await("message").path("text").asText()).isEqualTo("and this");
      assertThat(sotto.awaitExit()).as(sotto.errors()).isZero();
      browser.awaitEvent("chat", "close");
    }
  }

  @Test
  void theBrowserOffersAndWeAnswer() throws IOException, InterruptedException {
    try (ChatPage page = chromium.open(server.url().toString());
        SottoProcess sotto =
            SottoProcess.start("chat", "--manual", "--sdp", "--json", "--answer")) {
      BrowserPeer browser = new BrowserPeer(page.page());
      sotto.say(BrowserPeer.toLine(browser.offerWithChannel("any label", Map.of())));
      browser.setRemote(BrowserPeer.toDescription(sotto.awaitDescription()));
      sotto.await("connected");

      browser.awaitEvent("any label", "open");
      browser.send("any label", "from the browser");
      assertThat(sotto.await("message").path("text").asText()).isEqualTo("from the browser");
      sotto.say("echo me");
      assertThat(sotto.await("message").path("text").asText()).isEqualTo("echo me");

      sotto.interrupt();
      assertThat(sotto.awaitExit()).isEqualTo(130);
      browser.awaitEvent("any label", "close");
    }
  }
}
