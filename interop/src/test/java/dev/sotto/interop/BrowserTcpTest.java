package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.net.Path;
import dev.sotto.peer.SessionDescription;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Chromium comes to us by TCP when it knows of nothing else; it accepts no connection itself. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTcpTest {
  private static final Pattern CANDIDATE = Pattern.compile("a=candidate:.*\r\n");
  private static final String PASSIVE = " tcptype passive";

  private Chromium chromium;
  private WebServer server;
  private ChatPage page;
  private BrowserPeer browser;

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

  @BeforeEach
  void open() throws IOException {
    page = chromium.open(server.url().toString());
    browser = new BrowserPeer(page.page());
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void connectsWhenItOffers() {
    try (SottoSide java = new SottoSide()) {
      String offer = browser.offerWithChannel("echo", Map.of()).sdp();
      java.answer(CANDIDATE.matcher(offer).replaceAll(""));
      browser.setRemote(onlyPassive(java));
      java.awaitConnected();
      exchange(java, java.nextAnnounced());
    }
  }

  @Test
  void connectsWhenWeOffer() {
    try (SottoSide java = new SottoSide()) {
      Wire wire = java.open(ChannelOptions.reliable("echo"));
      java.offer();
      String answer = browser.answer(onlyPassive(java)).sdp();
      java.accept(CANDIDATE.matcher(answer).replaceAll(""));
      java.awaitConnected();
      exchange(java, wire);
    }
  }

  private static SessionDescription onlyPassive(SottoSide java) {
    SessionDescription complete = java.complete();
    String passive =
        CANDIDATE
            .matcher(complete.sdp())
            .replaceAll(line -> line.group().contains(PASSIVE) ? line.group() : "");
    assertThat(passive).contains(PASSIVE);
    return new SessionDescription(complete.type(), passive);
  }

  private void exchange(SottoSide java, Wire wire) {
    assertThat(java.connection().path().orElseThrow().transport()).isEqualTo(Path.Transport.TCP);
    browser.awaitEvent("echo", "open");
    // Larger than what TCP carries at once, and than any datagram.
    byte[] large = new byte[200_000];
    wire.awaitOpen().send(large);
    assertThat((byte[]) wire.next()).isEqualTo(large);
  }
}
