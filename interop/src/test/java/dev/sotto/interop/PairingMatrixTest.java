package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two meet by a code in a room of {@code sotto serve}, whatever each of them is. Chromium with
 * Chromium is in {@link PageToPageTest}.
 */
@InNamespace
@NeedsChromium
@NeedsFirefox
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PairingMatrixTest {
  @TempDir Path folder;

  private SottoProcess serve;
  private String server;
  private Chromium chromium;
  private Firefox firefox;
  private int homes;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    serve = SottoProcess.start("serve", "--json", "--port", "0");
    chromium = new Chromium();
    firefox = Firefox.start();
    server = serve.await("listening").path("url").asText();
  }

  @AfterAll
  void stop() {
    firefox.close();
    chromium.close();
    serve.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TERMINAL, TERMINAL",
    "TERMINAL, CHROMIUM",
    "CHROMIUM, TERMINAL",
    "FIREFOX, TERMINAL",
  })
  void theyMeetAndTalk(Kind inviter, Kind joiner) throws IOException, InterruptedException {
    meetAndTalk(inviter, joiner);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "TERMINAL, FIREFOX",
    "CHROMIUM, FIREFOX",
    "FIREFOX, CHROMIUM",
    "FIREFOX, FIREFOX",
  })
  void theyMeetAndTalkInFirefoxToo(Kind inviter, Kind joiner)
      throws IOException, InterruptedException {
    meetAndTalk(inviter, joiner);
  }

  private void meetAndTalk(Kind inviter, Kind joiner) throws IOException, InterruptedException {
    try (Party alice = open(inviter);
        Party bob = open(joiner)) {
      bob.join(alice.invite());
      alice.awaitConnected();
      bob.awaitConnected();

      alice.say("Hello, Bob");
      bob.awaitText("Hello, Bob");
      bob.say("Gr\u00fcezi, Alice \ud83d\udc4b");
      alice.awaitText("Gr\u00fcezi, Alice \ud83d\udc4b");
      alice.awaitDelivered(1);
      bob.awaitDelivered(1);
      assertThat(alice.phrase()).hasSize(4).isEqualTo(bob.phrase());
    }
  }

  @ParameterizedTest
  @CsvSource({"TERMINAL, TERMINAL", "TERMINAL, CHROMIUM", "CHROMIUM, TERMINAL"})
  void bothAreToldOfAWrongCodeWhichIsUsedUpThen(Kind inviter, Kind joiner)
      throws IOException, InterruptedException {
    guess(inviter, joiner);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"TERMINAL, FIREFOX", "FIREFOX, TERMINAL", "FIREFOX, CHROMIUM"})
  void bothAreToldOfAWrongCodeInFirefoxToo(Kind inviter, Kind joiner)
      throws IOException, InterruptedException {
    guess(inviter, joiner);
  }

  private void guess(Kind inviter, Kind joiner) throws IOException, InterruptedException {
    try (Party alice = open(inviter);
        Party mallory = open(joiner);
        Party bob = open(joiner)) {
      String code = alice.invite();
      mallory.join(Codes.wrong(code));
      mallory.awaitWrongCode();
      alice.awaitGuess();

      bob.join(code);
      bob.awaitUsedCode();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERMINAL, CHROMIUM", "CHROMIUM, TERMINAL"})
  void aCodeTakesOneOnly(Kind inviter, Kind joiner) throws IOException, InterruptedException {
    try (Party alice = open(inviter);
        Party bob = open(joiner);
        Party carol = open(joiner)) {
      String code = alice.invite();
      bob.join(code);
      bob.awaitConnected();
      alice.awaitConnected();
      carol.join(code);
      carol.awaitUsedCode();

      alice.say("still here");
      bob.awaitText("still here");
    }
  }

  @Test
  void aReloadedPageGoesOnWithATerminal() throws IOException, InterruptedException {
    try (TerminalParty terminal = terminal();
        ChatPage page = page()) {
      page.join(terminal.invite());
      goOnAfterReloads(terminal, page);
    }
  }

  @Test
  void aReloadedPageThatInvitedGoesOnWithATerminal() throws IOException, InterruptedException {
    try (TerminalParty terminal = terminal();
        ChatPage page = page()) {
      terminal.join(page.invite());
      goOnAfterReloads(terminal, page);
    }
  }

  private static void goOnAfterReloads(TerminalParty terminal, ChatPage page)
      throws IOException, InterruptedException {
    terminal.awaitConnected();
    page.awaitConnected();
    for (String round : List.of("first", "second")) {
      page.page().reload();
      terminal.say("while the page is away, " + round);
      page.awaitConnected();
      page.awaitText("while the page is away, " + round);
      page.say("back again, " + round);
      terminal.awaitText("back again, " + round);
    }
    terminal.awaitDelivered(2);
  }

  /** On an origin of this machine a link joins at once, and takes the code out of the address. */
  @Test
  void aLinkIsOpenedAndTheTerminalIsThere() throws IOException, InterruptedException {
    try (TerminalParty terminal = terminal()) {
      String link = terminal.start().await("invite").path("link").asText();
      try (ChatPage page = chromium.open(link)) {
        page.awaitConnected();
        terminal.awaitConnected();
        assertThat(page.page().url()).isEqualTo(link.substring(0, link.indexOf('#')));
      }
    }
  }

  @Test
  void aTerminalTakesTheLinkOfAPage() throws IOException, InterruptedException {
    try (ChatPage page = page();
        TerminalParty terminal = new TerminalParty(folder, "Home " + homes++)) {
      String code = page.invite();
      terminal.join(server + "/#" + code);
      terminal.awaitConnected();
      page.awaitConnected();
    }
  }

  private Party open(Kind kind) {
    return switch (kind) {
      case TERMINAL -> terminal();
      case CHROMIUM -> page();
      case FIREFOX -> firefox.open(server + "/");
    };
  }

  private TerminalParty terminal() {
    return new TerminalParty(folder, "Home " + homes++, "--server", server);
  }

  private ChatPage page() {
    return chromium.open(server + "/");
  }

  /** What a side is made of. */
  enum Kind {
    TERMINAL,
    CHROMIUM,
    FIREFOX
  }
}
