package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.peer.SessionDescription;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ICE begins anew between our peer connection and Chromium's, under the same DTLS and SCTP. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserRestartTest {
  private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");

  private Chromium chromium;
  private WebServer server;
  private ChatPage page;
  private BrowserPeer browser;
  private SottoSide java;

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
    java = new SottoSide();
  }

  @AfterEach
  void close() {
    java.close();
    page.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theBrowserAsksForIt(boolean javaOffersFirst) {
    Wire wire = javaOffersFirst ? javaOffers() : browserOffers();
    String before = ufrag(java.complete());
    for (int round = 0; round < 3; round++) {
      SessionDescription offer = browser.offerRestart();
      java.answer(offer.sdp());
      browser.setRemote(java.complete());
      java.nextPath();

      assertThat(ufrag(java.complete())).isNotEqualTo(before);
      before = ufrag(java.complete());
      echo(wire, "round " + round);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void weAskForIt(boolean javaOffersFirst) {
    Wire wire = javaOffersFirst ? javaOffers() : browserOffers();
    String before = ufrag(java.complete());
    for (int round = 0; round < 3; round++) {
      java.connection().restartIce();
      java.awaitRestartNeeded();
      java.offer();
      wire.send("meanwhile " + round);
      java.accept(browser.answer(java.complete()).sdp());
      java.nextPath();

      assertThat(ufrag(java.complete())).isNotEqualTo(before);
      before = ufrag(java.complete());
      assertThat(wire.next()).isEqualTo("meanwhile " + round);
      echo(wire, "round " + round);
    }
  }

  private Wire javaOffers() {
    Wire wire = java.open(ChannelOptions.reliable("echo"));
    java.offer();
    java.accept(browser.answer(java.complete()).sdp());
    return connected(wire.awaitOpen());
  }

  private Wire browserOffers() {
    java.answer(browser.offerWithChannel("echo", Map.of()).sdp());
    browser.setRemote(java.complete());
    return connected(java.nextAnnounced());
  }

  private Wire connected(Wire wire) {
    java.nextPath();
    browser.awaitState("connected");
    echo(wire, "first");
    return wire;
  }

  private static void echo(Wire wire, String text) {
    wire.send(text);
    assertThat(wire.next()).isEqualTo(text);
  }

  private static String ufrag(SessionDescription description) {
    Matcher matcher = UFRAG.matcher(description.sdp());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
