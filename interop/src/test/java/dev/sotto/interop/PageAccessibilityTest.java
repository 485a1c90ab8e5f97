package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds wrong with the page for people who see, hear or move otherwise: nothing. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageAccessibilityTest {
  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void nothingIsInTheWayOfAnybody(ColorScheme scheme) throws IOException {
    String axe = axe();
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Chromium chromium = new Chromium();
        ChatPage alice = chromium.openAfter(axe, server.url() + "/");
        ChatPage bob = chromium.open(server.url() + "/")) {
      alice
          .page()
          .emulateMedia(
              new Page.EmulateMediaOptions()
                  .setColorScheme(scheme)
                  .setReducedMotion(ReducedMotion.REDUCE));
      alice.awaitStatus("Ready");
      check(alice, "start");
      alice.page().getByText("You and whom you expect").click();
      alice.join("4711 nonsense");
      check(alice, "what is no code");
      String code = alice.invite();
      check(alice, "invitation");

      bob.join(code);
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      bob.say("Hello");
      alice.awaitText("Hello");
      alice.say("Hello yourself");
      alice.awaitDelivered(1);
      check(alice, "conversation");
      alice.phrase();
      check(alice, "four words");
      alice.button("Not now").click();
      alice.button("Direct path, details").click();
      check(alice, "path");
      alice.button("Close").click();

      exchange(alice, bob);
      bob.button("Leave").click();
      alice.awaitStatus("Disconnected: the conversation is over");
      check(alice, "end");
    }
  }

  private static void exchange(ChatPage alice, ChatPage bob) {
    bob.chooseFiles(
        "Array.from({ length: 12 }, (_, i) => new File(['x'], `.${i}.exe`))"
            + ".concat(new File(['y'], 'letter.txt'))");
    alice.button("Accept").waitFor();
    check(alice, "offer");
    alice.button("Accept").click();
    alice.awaitText("Received 13 files, checked.");
    check(alice, "received files");

    alice.chooseFiles("Array.from({ length: 12 }, (_, i) => new File(['x'], `${i}.txt`))");
    bob.button("Accept").waitFor();
    check(alice, "own offer");
    bob.button("Decline").click();
    alice.awaitText("The other side declined.");
    check(alice, "declined");

    bob.chooseFiles("[new File(new Array(400).fill(new Uint8Array(1 << 20)), 'disk.raw')]");
    alice.button("Accept").click();
    alice.page().getByText("left").waitFor();
    check(alice, "running");
    alice.button("Cancel").click();
    alice.awaitText("You cancelled this.");
  }

  private static void check(ChatPage chat, String state) {
    Object violations =
        chat.page()
            .evaluate(
                """
                async () => (await axe.run(document)).violations
                    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
                    .join('\\n')
                """);
    assertThat(violations).as(state).isEqualTo("");
  }

  private static String axe() throws IOException {
    try (InputStream script = PageAccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
    }
  }
}
