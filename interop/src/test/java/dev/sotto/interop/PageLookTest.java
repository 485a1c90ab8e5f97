package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of the page for people to look at, and what can be said of its look without eyes. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageLookTest {
  /** The height of the header in every state: a title and one line. */
  private static final int HEADER_PIXELS = 69;

  private static final Path PICTURES = Path.of("target", "pictures");

  private Chromium chromium;

  @BeforeAll
  void start() {
    chromium = new Chromium();
  }

  @AfterAll
  void stop() {
    chromium.close();
  }

  @Test
  void fitsTheSmallestScreen() throws IOException {
    fits("phone-dark", 320, 568, ColorScheme.DARK);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "desktop-light, 1100, 720, LIGHT",
    "desktop-dark, 1100, 720, DARK",
    "phone-light, 390, 780, LIGHT"
  })
  void fitsOtherScreens(String name, int width, int height, ColorScheme scheme) throws IOException {
    fits(name, width, height, scheme);
  }

  private void fits(String name, int width, int height, ColorScheme scheme) throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0))) {
      Browser.NewContextOptions screen =
          new Browser.NewContextOptions()
              .setViewportSize(width, height)
              .setColorScheme(scheme)
              .setReducedMotion(ReducedMotion.REDUCE);
      String link = server.url() + "/";
      try (ChatPage alice = chromium.open(link, screen)) {
        alice.awaitStatus("Ready");
        picture(alice, name + "-start");
        alice.join("4711 nonsense");
        picture(alice, name + "-no-code");
        alice.isCalled("Alice");
        String code = alice.invite();
        picture(alice, name + "-waiting");
        try (ChatPage bob = chromium.open(link)) {
          bob.isCalled("Bob");
          bob.join(code);
          alice.awaitStatus("Connected");
          bob.awaitStatus("Connected");
          picture(alice, name + "-connected");
          talk(alice, bob);
          alice.message().fill("See you at eight, then");
          picture(alice, name + "-talking");
          alice.phrase();
          picture(alice, name + "-phrase");
          alice.button("Not now").click();
          transfer(alice, bob, name);
          try (ChatPage carol = chromium.open(link + "#" + code, screen)) {
            carol.awaitStatus("already used or is open elsewhere");
            picture(carol, name + "-used");
          }
        }
        alice.awaitStatus("Disconnected");
        picture(alice, name + "-gone");
        alice.button("Leave").click();
        alice.awaitStatus("Disconnected: the conversation is over");
        picture(alice, name + "-over");
      }
    }
  }

  @Test
  void fitsTheSmallestScreenWithAllItsWarnings() throws IOException {
    fitsWithWarnings("unprotected-light", 320, 568, ColorScheme.LIGHT);
  }

  @Tag("long")
  @Test
  void fitsALargeScreenWithAllItsWarnings() throws IOException {
    fitsWithWarnings("unprotected-dark", 1100, 720, ColorScheme.DARK);
  }

  private void fitsWithWarnings(String name, int width, int height, ColorScheme scheme)
      throws IOException {
    List<InetAddress> address = List.of(InetAddress.getByName("10.83.0.1"));
    WebOptions options = new WebOptions(address, 0, List.of(), RendezvousLimits.standard());
    try (WebServer server = WebServer.start(options)) {
      Browser.NewContextOptions screen =
          new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme);
      String link = server.url() + "/";
      try (ChatPage alice = chromium.open(link)) {
        String code = alice.invite();
        try (ChatPage bob = chromium.open(link + "#" + code, screen)) {
          bob.awaitStatus("Ready to join");
          picture(bob, name + "-linked");
          bob.button("Join").click();
          bob.awaitStatus("Connected");
          alice.awaitStatus("Connected");
          alice.say("Nobody can read this, but you can not know who wrote the page.");
          bob.awaitText("Nobody can read");
          picture(bob, name + "-talking");
        }
      }
    }
  }

  private static void talk(ChatPage alice, ChatPage bob) {
    bob.say("Are you there?");
    alice.awaitText("Are you there?");
    alice.say("I am. Nobody else, I hope.");
    bob.awaitText("Nobody else");
    bob.say("Just us: this goes straight from my machine to yours.");
    bob.say("Here is what I meant:\n    int length = poll(into, 0, now);\nNo allocation at all.");
    alice.awaitText("No allocation");
    alice.say("Nice!");
    alice.awaitDelivered(2);
  }

  private static void transfer(ChatPage alice, ChatPage bob, String name) {
    // For longer than what is not told again after a line.
    bob.message()
        .pressSequentially(
            "Wait, I have it here", new Locator.PressSequentiallyOptions().setDelay(200));
    alice.page().getByText("Bob is writing").waitFor();
    picture(alice, name + "-typing");
    bob.message().fill("");
    bob.chooseFiles(
        """
        [
          new File(['a'.repeat(48_211)], 'minutes of the meeting.pdf'),
          new File([new Uint8Array(3_400_000)], 'Straße am Abend.jpg'),
          new File(['#!'], 'holiday.jpg.exe'),
          new File(['x'], '.profile'),
        ]
        """);
    alice.button("Accept").waitFor();
    picture(alice, name + "-offer");
    picture(bob, name + "-offered");
    alice.button("Accept").click();
    alice.awaitText("Received 4 files, checked.");
    alice.button("Save all").waitFor();
    bob.awaitText("Delivered 4 files.");
    picture(alice, name + "-received");
    bob.chooseFiles("[new File(new Array(400).fill(new Uint8Array(1 << 20)), 'disk image.raw')]");
    alice.button("Accept").click();
    alice.page().getByText("left").waitFor();
    Locator bar = alice.page().getByRole(AriaRole.PROGRESSBAR);
    alice.page().waitForCondition(() -> Integer.parseInt(bar.getAttribute("aria-valuenow")) >= 25);
    picture(alice, name + "-running");
    alice.button("Cancel").click();
    alice.awaitText("You cancelled this.");
    bob.awaitText("The other side cancelled this.");
    picture(alice, name + "-cancelled");
    alice.button("Direct path, details").click();
    picture(alice, name + "-path");
    alice.button("Close").click();
    alice.say(
        "https://example.org/a/very/long/address/" + "that-does-not-break-by-itself/".repeat(4));
    bob.awaitText("example.org");
    picture(alice, name + "-long");
  }

  private static void picture(ChatPage chat, String name) {
    chat.page().mouse().move(0, 0);
    chat.page()
        .screenshot(
            new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setAnimations(com.microsoft.playwright.options.ScreenshotAnimations.DISABLED));
    assertThat(chat.page().evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("nothing sticks out sideways")
        .isEqualTo(0);
    assertThat(chat.page().evaluate("document.querySelector('header').offsetHeight"))
        .as("nothing jumps when the state changes")
        .isEqualTo(HEADER_PIXELS);
  }
}
