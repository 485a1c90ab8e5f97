package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.signal.RendezvousEnd;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
      String link = link(demo);
      assertThat(link).matches("http://localhost:\\d+/#[A-Za-z0-9_-]{22}").startsWith(url);
      try (Page page = Page.open(link)) {
        demo.event("connecting");
        JsonNode connected = demo.event("connected");
        assertThat(connected.path("path").path("protocol").asText()).isEqualTo("udp");
        assertThat(connected.path("path").path("family").asText()).matches("ipv4|ipv6");
        assertThat(connected.path("ms").asLong(-1)).isNotNegative();
        JsonNode report = demo.event("report");
        assertThat(report.path("steps").findValuesAsText("stage")).contains("host", "candidate");
        assertThat(report.path("pairs").findValuesAsText("answered")).contains("true");
        assertThat(report.toString()).doesNotContain("127.0.0.1", "::1");
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
      String link = link(demo);
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
  void followsAPageThatRestartsIce() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo");
        Page page = Page.open(link(demo))) {
      demo.event("connected");
      page.awaitOpen();
      for (int i = 0; i < 3; i++) {
        page.restart();
        demo.event("reconnecting");
        demo.event("path");
        page.say("path " + i);
        assertThat(demo.event("message").path("text").asText()).isEqualTo("path " + i);
        demo.type("back " + i);
        assertThat(page.text()).isEqualTo("back " + i);
      }
    }
  }

  @Test
  void takesAPageThatComesBackInsteadOfADeadOne() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String link = link(demo);
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
      String link = link(demo);
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
      try (Page page = Page.open(link(demo))) {
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
      try (Page page = Page.open(link(demo))) {
        page.awaitOpen();
        page.say("hello");
        assertThat(demo.event("message").path("text").asText()).isEqualTo("hello");
      }
    }
  }

  @Test
  void ctrlCTellsThePageFreesThePortAndExitsWith130() throws Exception {
    try (Program demo = Program.start("demo", "--json", "--interface", "lo")) {
      String link = link(demo);
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
      demo.awaitNote("Open this link");
      String link = demo.line();
      demo.awaitNote("Waiting");
      try (Page page = Page.open(link)) {
        demo.awaitNote("Connecting");
        demo.awaitNote("Connected in");
        page.awaitOpen();
        page.say("one\u001b[2J\npeer: two");
        assertThat(demo.line()).isEqualTo("peer: one\\u{1b}[2J");
        assertThat(demo.line()).isEqualTo("  | peer: two");
        demo.type("");
        demo.type("three");
        assertThat(page.text()).isEqualTo("three");
      }
      demo.awaitNote("Disconnected");
    }
  }

  @Test
  void offersToAPageThatWasThereFirst() throws Exception {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    String room = "AAAAAAAAAAAAAAAAAAAAAA";
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Page page = Page.open(server.url() + "/#" + room);
        PeerConnectionFactory factory =
            new PeerConnectionFactory(PeerConfiguration.localOnly(), failure -> {})) {
      page.awaitJoined();
      try (Demo demo = new Demo(server.url(), room, factory, withoutReports(events))) {
        Await.result(demo.join());
        assertThat(next(events)).isInstanceOf(Event.Connecting.class);
        assertThat(next(events)).isInstanceOf(Event.Connected.class);
        demo.say("hello");
        assertThat(page.text()).isEqualTo("hello");
        page.awaitOpen();
        page.say("hello yourself");
        assertThat(next(events)).isEqualTo(new Event.Message("peer", "hello yourself"));
      }
      page.awaitGone();
    }
  }

  @Test
  void offersARestartToAPageThatAsksForIt() throws Exception {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    String room = "AAAAAAAAAAAAAAAAAAAAAA";
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Page page = Page.open(server.url() + "/#" + room);
        PeerConnectionFactory factory =
            new PeerConnectionFactory(PeerConfiguration.localOnly(), failure -> {})) {
      page.awaitJoined();
      try (Demo demo = new Demo(server.url(), room, factory, events::add)) {
        Await.result(demo.join());
        await(events, Event.Connected.class);
        page.awaitOpen();
        for (int i = 0; i < 3; i++) {
          page.askForRestart();
          await(events, Event.Reconnecting.class);
          await(events, Event.Rerouted.class);
          demo.say("path " + i);
          assertThat(page.text()).isEqualTo("path " + i);
        }
      }
    }
  }

  @Test
  void staysWithItsVisitorAndComesBackWhenTheServerDoes() throws Exception {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    String room = "AAAAAAAAAAAAAAAAAAAAAA";
    WebServer server = WebServer.start(WebOptions.local(0));
    try (PeerConnectionFactory factory =
            new PeerConnectionFactory(PeerConfiguration.localOnly(), failure -> {});
        Demo demo = new Demo(server.url(), room, factory, events::add)) {
      String link = server.url() + "/#" + room;
      Await.result(demo.join());
      try (Page page = Page.open(link)) {
        await(events, Event.Connected.class);
        server.close();
        page.awaitRoomClosed();
        demo.say("no server needed");
        assertThat(page.text()).isEqualTo("no server needed");
        server = WebServer.start(WebOptions.local(server.port()));
      }
      await(events, Event.Disconnected.class);
      try (Page other = Page.open(link)) {
        await(events, Event.Connected.class);
        demo.say("back again");
        assertThat(other.text()).isEqualTo("back again");
      }
    } finally {
      server.close();
    }
  }

  private static void await(BlockingQueue<Event> events, Class<? extends Event> kind)
      throws InterruptedException {
    Event event;
    do {
      event = next(events);
    } while (!kind.isInstance(event));
  }

  private static EventSink withoutReports(BlockingQueue<Event> events) {
    return event -> {
      if (!(event instanceof Event.Report)) {
        events.add(event);
      }
    };
  }

  private static Event next(BlockingQueue<Event> events) throws InterruptedException {
    Event event = events.poll(90, TimeUnit.SECONDS);
    return Objects.requireNonNull(event, "no event");
  }

  /** The link, once the terminal's side is in the room, so that the page comes second. */
  private static String link(Program demo) throws Exception {
    String link = demo.event("invite").path("link").asText();
    demo.event("waiting");
    return link;
  }

  private static void connect(URI link) throws Exception {
    new Socket(link.getHost(), link.getPort()).close();
  }
}
