package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a new user does first: {@code sotto demo}, its link in a real browser, and a chat. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTest {
  private Chromium chromium;
  private DemoProcess demo;
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
  void startDemo() throws Exception {
    demo = new DemoProcess();
    link = demo.event("invite").path("link").asText();
  }

  @AfterEach
  void stopDemo() {
    demo.close();
  }

  @Test
  void theTerminalAndTheBrowserChat() throws Exception {
    try (ChatPage page = chromium.open(link)) {
      page.awaitStatus("Connected");
      demo.event("connected");
      page.say("Hello, terminal 👋");
      assertThat(text()).isEqualTo("Hello, terminal 👋");
      demo.type("Grüß dich, browser");
      page.awaitText("Grüß dich, browser");
      assertThat(page.complaints()).isEmpty();
    }
    demo.event("disconnected");
    demo.event("waiting");
  }

  @Test
  void theyChatAgainAfterEachReload() throws Exception {
    try (ChatPage page = chromium.open(link)) {
      for (int load = 0; load < 3; load++) {
        demo.event("connected");
        page.awaitStatus("Connected");
        page.say("load " + load);
        assertThat(text()).isEqualTo("load " + load);
        demo.type("reply " + load);
        page.awaitText("reply " + load);
        page.page().reload();
      }
    }
  }

  @Test
  void aSecondBrowserIsToldThatTheRoomIsFull() throws Exception {
    try (ChatPage page = chromium.open(link);
        ChatPage second = chromium.open(link)) {
      second.awaitStatus("This room is full");
      page.awaitStatus("Connected");
      page.say("only us");
      assertThat(text()).isEqualTo("only us");
    }
  }

  @Test
  void ctrlCIsSeenInTheBrowser() throws Exception {
    try (ChatPage page = chromium.open(link)) {
      page.awaitStatus("Connected");
      assertThat(demo.interrupt()).isEqualTo(130);
      // The server is gone with it.
      page.awaitStatus("No answer from the server");
    }
  }

  private String text() throws IOException, InterruptedException {
    return demo.event("message").path("text").asText();
  }
}
