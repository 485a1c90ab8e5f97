package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** {@code sotto demo}, as in the README: a terminal and the page in a browser, on one machine. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTest {
  private Chromium chromium;
  private SottoProcess demo;
  private String link;

  @BeforeAll
  void startBrowser() {
    chromium = new Chromium();
  }

  @AfterAll
  void stopBrowser() {
    chromium.close();
  }

  @BeforeEach
  void startDemo() throws IOException, InterruptedException {
    demo = SottoProcess.start("demo", "--json", "--port", "0");
    link = demo.await("invite").path("link").asText();
  }

  @AfterEach
  void stopDemo() {
    demo.close();
  }

  @Test
  void theTerminalAndThePageChat() throws IOException, InterruptedException {
    try (ChatPage page = chromium.open(link)) {
      page.awaitStatus("Connected");
      JsonNode path = demo.await("connected").path("path");
      assertThat(path.path("local").asText()).isEqualTo("host");
      assertThat(path.path("protocol").asText()).isEqualTo("udp");

      demo.say("hello from the terminal");
      page.awaitText("hello from the terminal");
      page.say("hello from the page \u001b[31m \u202e äöü");
      assertThat(demo.await("message").path("text").asText())
          .isEqualTo("hello from the page \u001b[31m \u202e äöü");
      assertThat(page.complaints()).isEmpty();
      page.button("Leave").click();
      demo.await("disconnected");
    }
  }

  @Test
  void theyChatAgainAfterThePageIsReloaded() throws IOException, InterruptedException {
    reload(3);
  }

  @Tag("long")
  @Test
  void fiftyReloadsInARowAreNoTrouble() throws IOException, InterruptedException {
    reload(50);
  }

  /** The conversation goes on each time: nothing is lost, nothing comes twice. */
  private void reload(int times) throws IOException, InterruptedException {
    try (ChatPage page = chromium.open(link)) {
      page.awaitStatus("Connected");
      demo.await("connected");
      for (int round = 1; round <= times; round++) {
        page.page().reload();
        demo.say("round " + round);
        page.awaitText("round " + round);
        page.say("back " + round);
        assertThat(demo.await("message").path("text").asText()).isEqualTo("back " + round);
      }
    }
  }

  @Test
  void whoeverComesNextNeedsTheNextCode() throws IOException, InterruptedException {
    try (ChatPage first = chromium.open(link);
        ChatPage tooLate = chromium.open(server())) {
      first.awaitStatus("Connected");
      tooLate.join(code());
      tooLate.awaitUsedCode();

      first.button("Leave").click();
      demo.await("disconnected");
      try (ChatPage second = chromium.open(demo.await("invite").path("link").asText())) {
        second.awaitStatus("Connected");
        demo.await("connected");
        demo.say("welcome");
        second.awaitText("welcome");
      }
    }
  }

  @Test
  void aWrongCodeIsFollowedByAnother() throws IOException, InterruptedException {
    try (ChatPage page = chromium.open(server())) {
      page.join(Codes.wrong(code()));
      page.awaitWrongCode();
      assertThat(demo.await("error").path("code").asText()).isEqualTo("auth");
      String next = demo.await("invite").path("code").asText();
      page.button("Start anew").click();
      page.join(next);
      page.awaitStatus("Connected");
    }
  }

  private String server() {
    return link.substring(0, link.indexOf('#'));
  }

  private String code() {
    return link.substring(link.indexOf('#') + 1);
  }

  @Test
  void looksAsInTheReadme() throws IOException, InterruptedException {
    Browser.NewContextOptions desktop = new Browser.NewContextOptions().setViewportSize(960, 600);
    try (ChatPage page = chromium.open(link, desktop)) {
      page.awaitStatus("Connected");
      demo.await("connected");
      demo.say("You opened the link, so this goes straight from my terminal to your browser.");
      page.awaitText("straight from my terminal");
      page.say("And back again. Who else can read it?");
      demo.say("Nobody: it is encrypted between the two of us, end to end.");
      page.awaitText("end to end");
      page.page()
          .screenshot(
              new Page.ScreenshotOptions().setPath(Path.of("target", "pictures", "demo.png")));
    }
  }

  @Test
  void ctrlCEndsItWith130AndThePageIsTold() throws IOException, InterruptedException {
    try (ChatPage page = chromium.open(link)) {
      page.awaitStatus("Connected");
      demo.await("connected");
      demo.interrupt();

      assertThat(demo.awaitExit()).isEqualTo(130);
      page.awaitStatus("Disconnected: the conversation is over");
      assertThat(page.send()).isHidden();
    }
  }
}
