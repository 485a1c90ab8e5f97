package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.pairing.WordList;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sotto demo} as a process, and pages that come and go. */
@Timeout(300)
class DemoTest {
  @Test
  void chatsWithAPageBothWays() throws Exception {
    try (Program demo = demo("--json")) {
      String url = demo.event("listening").path("url").asText();
      String link = link(demo);
      assertThat(link).matches("http://localhost:\\d+/#\\d{4,9}(-[a-z]+){3}").startsWith(url);
      try (Page page = Page.open(link)) {
        demo.event("connecting");
        JsonNode connected = demo.event("connected");
        assertThat(connected.path("path").path("protocol").asText()).isEqualTo("udp");
        assertThat(connected.path("path").path("family").asText()).matches("ipv4|ipv6");
        assertThat(connected.path("ms").asLong(-1)).isNotNegative();
        assertThat(connected.path("peer").path("name").asText()).isEqualTo("page");
        assertThat(connected.path("peer").path("verified").asBoolean(true)).isFalse();
        page.awaitOpen();

        page.say("hello, \u001b[31m terminal \uD83D\uDC4B");
        assertThat(demo.event("message").path("text").asText())
            .isEqualTo("hello, \u001b[31m terminal \uD83D\uDC4B");
        page.say("");
        assertThat(demo.event("message").path("text").asText("missing")).isEmpty();

        demo.type("gr\u00fc\u00df dich");
        assertThat(page.text()).isEqualTo("gr\u00fc\u00df dich");
        demo.type("");
        assertThat(page.text()).isEmpty();
        demo.type("x".repeat(64 << 10));
        assertThat(page.text()).hasSize(64 << 10);
      }
    }
  }

  @Test
  void tellsOfThePathWithoutAddresses() throws Exception {
    try (Program demo = demo("--json");
        Page page = Page.open(link(demo))) {
      demo.event("connected");
      JsonNode report = demo.event("report");
      assertThat(report.path("steps").findValuesAsText("stage")).contains("host", "candidate");
      assertThat(report.path("pairs").findValuesAsText("answered")).contains("true");
      assertThat(report.toString()).doesNotContain("127.0.0.1", "::1");
      page.awaitOpen();
    }
  }

  @Test
  void makesANewCodeWhenThePageHasLeft() throws Exception {
    try (Program demo = demo("--json")) {
      String last = "";
      for (int i = 0; i < 3; i++) {
        String link = link(demo);
        assertThat(link).isNotEqualTo(last);
        last = link;
        try (Page page = Page.open(link)) {
          demo.event("connected");
          page.awaitOpen();
          page.say("visit " + i);
          assertThat(demo.event("message").path("text").asText()).isEqualTo("visit " + i);
          page.leave();
        }
        demo.event("disconnected");
      }
    }
  }

  @Test
  void refusesASecondVisitorAndGoesOn() throws Exception {
    try (Program demo = demo("--json")) {
      String link = link(demo);
      try (Page page = Page.open(link)) {
        page.awaitOpen();
        try (Page second = Page.open(link)) {
          SessionEnd end = second.awaitEnd();
          assertThat(end.kind()).isEqualTo(SessionEnd.Kind.REFUSED);
          assertThat(end.sentence()).contains("already used or is open elsewhere");
        }
        demo.type("still here");
        assertThat(page.text()).isEqualTo("still here");
      }
    }
  }

  @Test
  void makesANewCodeWhenSomebodyTriedAWrongOne() throws Exception {
    try (Program demo = demo("--json")) {
      String link = link(demo);
      WordList words = Words.all();
      int end = link.lastIndexOf('-') + 1;
      String wrong = link.endsWith("-" + words.word(0)) ? words.word(1) : words.word(0);
      try (Page guesser = Page.open(link.substring(0, end) + wrong)) {
        assertThat(guesser.awaitEnd().kind()).isEqualTo(SessionEnd.Kind.AUTHENTICATION);
      }
      assertThat(demo.event("error").path("code").asText()).isEqualTo("auth");
      try (Page page = Page.open(link(demo))) {
        page.awaitOpen();
      }
    }
  }

  @Test
  void doesNotLoseALineInSilence() throws Exception {
    try (Program demo = demo("--json")) {
      demo.event("waiting");
      demo.type("is anybody there?");
      JsonNode error = demo.event("error");
      assertThat(error.path("code").asText()).isEqualTo("interrupted");
      assertThat(error.path("message").asText()).contains("is anybody there?");
    }
  }

  @Test
  void goesOnAfterAMessageThatIsTooLong() throws Exception {
    try (Program demo = demo("--json");
        Page page = Page.open(link(demo))) {
      demo.event("connected");
      page.awaitOpen();
      demo.type("x".repeat((64 << 10) + 1));
      assertThat(demo.event("error").path("code").asText()).isEqualTo("usage");
      demo.type("short");
      assertThat(page.text()).isEqualTo("short");
    }
  }

  @Test
  void keepsRunningAfterTheEndOfInput() throws Exception {
    try (Program demo = demo("--json")) {
      demo.endInput();
      try (Page page = Page.open(link(demo))) {
        page.awaitOpen();
        page.say("hello");
        assertThat(demo.event("message").path("text").asText()).isEqualTo("hello");
      }
    }
  }

  @Test
  void ctrlCTellsThePageFreesThePortAndExitsWith130() throws Exception {
    try (Program demo = demo("--json")) {
      String link = link(demo);
      try (Page page = Page.open(link)) {
        demo.event("connected");
        page.awaitOpen();
        demo.interrupt();
        assertThat(page.awaitEnd().kind()).isEqualTo(SessionEnd.Kind.DONE);
      }
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.errors()).isEmpty();
      assertThatThrownBy(() -> connect(URI.create(link))).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void showsAPersonTheLinkAndEscapedLines() throws Exception {
    try (Program demo = demo()) {
      demo.awaitNote("Open this link");
      String link = demo.line();
      assertThat(link).endsWith("/#" + demo.line());
      demo.awaitNote("Waiting");
      try (Page page = Page.open(link)) {
        demo.awaitNote("Connecting");
        demo.awaitNote("Connected in");
        page.awaitOpen();
        page.say("one\u001b[2J\npage: two");
        assertThat(demo.line()).isEqualTo("page: one\\u{1b}[2J");
        assertThat(demo.line()).isEqualTo("  | page: two");
        demo.type("");
        demo.type("/verify");
        demo.awaitNote("the same four words");
        demo.type("three");
        assertThat(page.text()).isEqualTo("three");
        demo.type("/quit");
        assertThat(demo.exitCode()).isZero();
      }
    }
  }

  private static Program demo(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 3];
    all[0] = "demo";
    all[1] = "--interface";
    all[2] = "lo";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Program.start(all);
  }

  /** The link, once somebody may open it. */
  private static String link(Program demo) throws Exception {
    String link = demo.event("invite").path("link").asText();
    demo.event("waiting");
    return link;
  }

  private static void connect(URI link) throws Exception {
    new Socket(link.getHost(), link.getPort()).close();
  }
}
