package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.signal.RendezvousEnd;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sotto demo} as a process, and pages that come and go. */
@Timeout(300)
class DemoTest {
  @Test
  void chatsWithAPageBothWays() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String url = demo.event("listening").path("url").asText();
      String link = demo.event("invite").path("link").asText();
      assertThat(link).matches("http://localhost:\\d+/#[A-Za-z0-9_-]{22}").startsWith(url);
      demo.event("waiting");
      try (Page page = Page.open(link)) {
        demo.event("connecting");
        JsonNode connected = demo.event("connected");
        assertThat(connected.path("path").path("protocol").asText()).isEqualTo("udp");
        assertThat(connected.path("path").path("family").asText()).matches("ipv4|ipv6");
        assertThat(connected.path("ms").asLong(-1)).isNotNegative();
        page.awaitOpen();

        page.say("hello, \u001b[31m terminal \uD83D\uDC4B");
        assertThat(demo.event("message").path("text").asText())
            .isEqualTo("hello, \u001b[31m terminal \uD83D\uDC4B");
        page.say("");
        assertThat(demo.event("message").path("text").asText("missing")).isEmpty();
        page.say(new byte[3]);
        assertThat(demo.event("message").path("bytes").asInt()).isEqualTo(3);

        demo.type("grüß dich");
        assertThat(page.text()).isEqualTo("grüß dich");
        demo.type("");
        assertThat(page.text()).isEmpty();
        demo.type("x".repeat(64 << 10));
        assertThat(page.text()).hasSize(64 << 10);
      }
      demo.event("disconnected");
      demo.event("waiting");
    }
  }

  @Test
  void chatsAgainAfterThePageIsReloaded() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String link = demo.event("invite").path("link").asText();
      for (int i = 0; i < 3; i++) {
        try (Page page = Page.open(link)) {
          demo.event("connected");
          page.awaitOpen();
          page.say("load " + i);
          assertThat(demo.event("message").path("text").asText()).isEqualTo("load " + i);
        }
      }
    }
  }

  @Test
  void takesAPageThatComesBackInsteadOfADeadOne() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String link = demo.event("invite").path("link").asText();
      try (Page dead = Page.open(link)) {
        demo.event("connected");
        dead.awaitOpen();
        dead.leaveRoom(); // Its connection stays, as that of a crashed browser does for a while.
        dead.awaitRoomClosed();
        dead.say("still talking");
        assertThat(demo.event("message").path("text").asText()).isEqualTo("still talking");
        try (Page page = Page.open(link)) {
          demo.event("connected");
          page.awaitOpen();
          dead.awaitGone();
          demo.type("to the new one");
          assertThat(page.text()).isEqualTo("to the new one");
        }
      }
    }
  }

  @Test
  void refusesAThirdVisitorAndGoesOn() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String link = demo.event("invite").path("link").asText();
      try (Page page = Page.open(link)) {
        page.awaitOpen();
        try (Page third = Page.open(link)) {
          assertThat(third.awaitRoomClosed().reason()).isEqualTo(RendezvousEnd.Reason.FULL);
        }
        demo.type("still here");
        assertThat(page.text()).isEqualTo("still here");
      }
    }
  }

  @Test
  void doesNotLoseALineInSilence() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      demo.event("waiting");
      demo.type("is anybody there?");
      JsonNode error = demo.event("error");
      assertThat(error.path("code").asText()).isEqualTo("interrupted");
      assertThat(error.path("message").asText()).contains("is anybody there?");
    }
  }

  @Test
  void goesOnAfterAMessageThatIsTooLong() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      try (Page page = Page.open(demo.event("invite").path("link").asText())) {
        demo.event("connected");
        page.awaitOpen();
        demo.type("x".repeat((64 << 10) + 1));
        assertThat(demo.event("error").path("code").asText()).isEqualTo("usage");
        demo.type("short");
        assertThat(page.text()).isEqualTo("short");
      }
    }
  }

  @Test
  void keepsRunningAfterTheEndOfInput() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      demo.endInput();
      try (Page page = Page.open(demo.event("invite").path("link").asText())) {
        page.awaitOpen();
        page.say("hello");
        assertThat(demo.event("message").path("text").asText()).isEqualTo("hello");
      }
    }
  }

  @Test
  void ctrlCTellsThePageFreesThePortAndExitsWith130() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String link = demo.event("invite").path("link").asText();
      try (Page page = Page.open(link)) {
        demo.event("connected");
        page.awaitOpen();
        demo.interrupt();
        page.awaitGone();
        assertThat(page.awaitRoomClosed().reason()).isNotNull();
      }
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.errors()).isEmpty();
      Assertions.assertThatThrownBy(() -> connect(URI.create(link)))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void showsAPersonTheLinkAndEscapedLines() throws Exception {
    try (Program demo = Program.start("demo", "--interface", "lo")) {
      String link = demo.line();
      try (Page page = Page.open(link)) {
        page.awaitOpen();
        page.say("one\u001b[2J\npeer: two");
        assertThat(demo.line()).isEqualTo("peer: one\\u{1b}[2J");
        assertThat(demo.line()).isEqualTo("  | peer: two");
        demo.type("");
        demo.type("three");
        assertThat(page.text()).isEqualTo("three");
      }
      demo.interrupt();
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.errors())
          .contains("Open this link", "Waiting", "Connecting", "Connected in", "Disconnected");
    }
  }

  private static void connect(URI link) throws Exception {
    new Socket(link.getHost(), link.getPort()).close();
  }
}
