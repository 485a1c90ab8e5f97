package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two pages in real browsers, the real server between them, WebRTC of Chromium on both ends. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageToPageTest {
  private static final String ROOM = "AAECAwQFBgcICQoLDA0ODw";

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
  void talkToEachOther() {
    try (ChatPage alice = chromium.open(link())) {
      alice.awaitStatus("Waiting for the other side");
      try (ChatPage bob = chromium.open(link())) {
        alice.awaitStatus("Connected");
        bob.awaitStatus("Connected");

        alice.say("Hello, Bob");
        bob.awaitText("Hello, Bob");
        bob.say("Hello, Alice 👋");
        alice.awaitText("Hello, Alice 👋");

        assertThat(alice.complaints()).isEmpty();
        assertThat(bob.complaints()).isEmpty();
        assertThat(alice.requests()).isNotEmpty().allMatch(this::isOurs);
        assertThat(bob.requests()).isNotEmpty().allMatch(this::isOurs);
      }
    }
  }

  @Test
  void talkAgainAfterEitherReloads() {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      for (ChatPage page : List.of(alice, bob, alice)) {
        ChatPage other = page == alice ? bob : alice;
        page.page().reload();
        page.awaitStatus("Connected");
        other.awaitStatus("Connected");

        page.say("back again");
        other.awaitText("back again");
        other.say("good");
        page.awaitText("good");
      }
      assertThat(alice.complaints()).isEmpty();
      assertThat(bob.complaints()).isEmpty();
    }
  }

  @Test
  void seeTheOtherLeaveAndComeBack() {
    try (ChatPage alice = chromium.open(link())) {
      try (ChatPage bob = chromium.open(link())) {
        alice.awaitStatus("Connected");
        bob.awaitStatus("Connected");
      }
      alice.awaitStatus("Disconnected: other side left");
      assertThat(alice.send()).isDisabled();
      try (ChatPage bob = chromium.open(link())) {
        alice.awaitStatus("Connected");
        bob.awaitStatus("Connected");
        bob.say("I am back");
        alice.awaitText("I am back");
      }
    }
  }

  @Test
  void goOnWithoutTheServerAndMeetAgainWhenItIsBack() throws IOException {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      int port = server.port();
      server.close();

      alice.say("no server needed");
      bob.awaitText("no server needed");

      server = WebServer.start(WebOptions.local(port));
      bob.page().reload();
      bob.awaitStatus("Connected");
      bob.say("met again");
      alice.awaitText("met again");
    }
  }

  @Test
  void tellTheThirdThatTheRoomIsFull() {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      try (ChatPage carol = chromium.open(link())) {
        carol.awaitStatus("This room is full");
        assertThat(carol.send()).isDisabled();
        assertThat(carol.complaints()).isEmpty();
      }
      alice.say("still here");
      bob.awaitText("still here");
    }
  }

  @Test
  void tellThatALinkHasNoCode() {
    for (String fragment : List.of("", "#", "#short", "#" + ROOM + "x")) {
      try (ChatPage lost = chromium.open(server.url() + "/" + fragment)) {
        lost.awaitStatus("This link has no code");
        assertThat(lost.complaints()).isEmpty();
      }
    }
  }

  @Test
  void haveTheNamesAndRolesOfTheContract() {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      bob.awaitStatus("Connected");
      alice.awaitStatus("Connected");

      assertThat(alice.message()).hasCount(1);
      assertThat(alice.send()).hasCount(1);
      assertThat(alice.log()).hasCount(1);
      assertThat(alice.status()).hasCount(1);
      assertThat(alice.message()).isFocused();
      alice.page().keyboard().press("Tab");
      assertThat(alice.send()).isFocused();
    }
  }

  @Test
  void sendByEnterAndBreakLinesByShiftEnter() {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      alice.message().pressSequentially("one");
      alice.message().press("Shift+Enter");
      alice.message().pressSequentially("two");
      alice.message().press("Enter");

      bob.awaitText("two");
      assertThat(bob.log().locator("p").textContent()).isEqualTo("one\ntwo");
      assertThat(alice.message()).hasValue("");
      alice.message().press("Enter");
      alice.say("three");
      bob.awaitText("three");
      assertThat(bob.log().locator("p")).hasCount(2);
    }
  }

  @Test
  void showHostileTextAsText() {
    String hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>\u202e&amp;";
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      alice.say(hostile);
      bob.awaitText("alert(1)");

      assertThat(bob.log().locator("p").textContent()).isEqualTo(hostile);
      assertThat(bob.log().locator("img, script")).hasCount(0);
      assertThat(bob.complaints()).isEmpty();
    }
  }

  @Test
  void carryTheLongestMessageAndRefuseLongerOnes() {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      alice.say("x".repeat(256 * 1024 + 1));
      assertThat(alice.page().getByText("Too long: 262145 bytes")).isVisible();
      assertThat(alice.message()).not().hasValue("");

      alice.say("y".repeat(256 * 1024 - 3) + "end");
      bob.awaitText("end");
      assertThat(bob.log().locator("p").textContent()).hasSize(256 * 1024);
    }
  }

  @Test
  void moveToTheTabThatWasOpenedLast() {
    try (ChatPage alice = chromium.open(link());
        ChatPage bob = chromium.open(link())) {
      alice.awaitStatus("Connected");
      String self = (String) bob.page().evaluate("sessionStorage.getItem('sotto.self')");
      try (ChatPage twin = chromium.open(server.url() + "/")) {
        twin.page().evaluate("self => sessionStorage.setItem('sotto.self', self)", self);
        // As when a person pastes the code into the address: the page starts over with it.
        twin.page().evaluate("room => location.hash = room", ROOM);

        twin.awaitStatus("Connected");
        bob.awaitStatus("Open in another place");
        twin.say("from here now");
        alice.awaitText("from here now");
      }
    }
  }

  private String link() {
    return server.url() + "/#" + ROOM;
  }

  private boolean isOurs(String address) {
    String own = "://" + InetAddress.getLoopbackAddress().getHostName() + ":" + server.port() + "/";
    return address.startsWith("http" + own) || address.startsWith("ws" + own);
  }
}
