package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page that came over plain HTTP from another address than this machine's own: the browser gives
 * it no cryptography, it pairs by its own, and both sides are told what that is worth.
 */
@InNamespace
@NeedsChromium
@NeedsFirefox
@Timeout(300)
class UnprotectedPageTest {
  /** The address of the interface that the namespace around the test has. */
  private static final String ADDRESS = "10.83.0.1";

  @TempDir Path folder;

  private SottoProcess serve;
  private String page;
  private TerminalParty terminal;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    serve = SottoProcess.start("serve", "--json", "--port", "0");
    String server = serve.await("listening").path("url").asText();
    page = "http://" + ADDRESS + ":" + URI.create(server).getPort() + "/";
    terminal = new TerminalParty(folder, "Alice", "--server", server);
  }

  @AfterEach
  void stop() {
    terminal.close();
    serve.close();
  }

  @Test
  void bothSidesAreToldOfAPageThatJoinsByALink() throws IOException, InterruptedException {
    String code = terminal.invite();
    try (Chromium chromium = new Chromium();
        ChatPage opened = chromium.open(page + "#" + code)) {
      assertThat(opened.page().evaluate("isSecureContext || crypto.subtle !== undefined"))
          .isEqualTo(false);
      opened.awaitStatus("Ready to join");
      assertThat(opened.page().url()).isEqualTo(page);
      opened.button("Join").click();

      assertNobodyIsVerified();
      opened.awaitConnected();
      opened.awaitNotice("This page came unprotected");
      talk(opened);
    }
  }

  @Test
  void bothSidesAreToldOfAPageThatInvites() throws IOException, InterruptedException {
    try (Chromium chromium = new Chromium();
        ChatPage opened = chromium.open(page)) {
      terminal.join(opened.invite());
      assertNobodyIsVerified();
      opened.awaitConnected();
      opened.awaitNotice("This page came unprotected");
      talk(opened);
    }
  }

  @Tag("long")
  @Test
  void firefoxPairsByItsOwnToo() throws IOException, InterruptedException {
    String code = terminal.invite();
    try (Firefox firefox = Firefox.start();
        FirefoxPage opened = firefox.open(page)) {
      opened.join(code);
      assertNobodyIsVerified();
      opened.awaitConnected();
      talk(opened);
    }
  }

  private void assertNobodyIsVerified() throws InterruptedException {
    terminal.awaitConnected();
    JsonNode peer = terminal.peer();
    assertThat(peer.path("secure").asBoolean()).isFalse();
    assertThat(peer.path("verified").asBoolean()).isFalse();
    assertThat(peer.path("known").asBoolean()).isFalse();
    assertThat(peer.path("key").isNull()).as(peer.toString()).isTrue();
  }

  private void talk(Party other) throws IOException, InterruptedException {
    terminal.say("Careful");
    other.awaitText("Careful");
    other.say("I know");
    terminal.awaitText("I know");
    assertThat(other.phrase()).hasSize(4).isEqualTo(terminal.phrase());
  }
}
