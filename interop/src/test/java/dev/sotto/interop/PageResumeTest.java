package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import dev.sotto.interop.lab.NeedsLab;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page in the middle of a file is loaded again, or left for another code: what is there is not
 * lost, and its user is told what to do.
 */
@InNamespace
@NeedsLab
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageResumeTest {
  private static final long SIZE = 16_000_000;
  private static final int MEGABITS = 40;

  /** From now on, what the page says on its channels, and how many bytes of data. */
  private static final String COUNTS =
      """
      () => {
        window.sent = { texts: [], bytes: 0 };
        const { send } = RTCDataChannel.prototype;
        RTCDataChannel.prototype.send = function (data) {
          if (typeof data === 'string') {
            window.sent.texts.push(data);
          } else {
            window.sent.bytes += data.byteLength;
          }
          send.call(this, data);
        };
      }
      """;

  @TempDir Path folder;

  private WebServer server;
  private Chromium chromium;
  private Path file;
  private int homes;

  @BeforeAll
  void start() throws IOException {
    server = WebServer.start(WebOptions.local(0));
    chromium = new Chromium();
  }

  @BeforeEach
  void write() throws IOException {
    file = Trees.file(folder.resolve("from/big.dat"), SIZE, 4711);
  }

  @AfterAll
  void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void aReceiverThatIsLoadedAgainGoesOnByItself() throws IOException, InterruptedException {
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = new TerminalGiver(home(), server.url().toString(), List.of(file));
        PageTaker taker = PageTaker.saving(chromium.open(address()))) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      giver.offer();
      taker.accept();
      awaitPart(taker.page());

      taker.page().page().reload();

      taker.page().awaitConnected();
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
      assertThat(taker.page().button("Accept")).hasCount(0);
      giver.awaitTaken();
    }
  }

  @Test
  void whoIsLoadedAgainWhileSendingIsToldToChooseAgainAndGoesOn()
      throws IOException, InterruptedException {
    Path output = output();
    try (SlowLink link = new SlowLink(MEGABITS);
        ChatPage alice = chromium.open(address());
        TerminalTaker taker = new TerminalTaker(home(), server.url().toString(), output)) {
      assertThat(link).isNotNull();
      PageGiver giver = new PageGiver(alice, List.of(file));
      taker.join(giver.invite());
      giver.offer();
      taker.accept();
      awaitPart(alice);

      alice.page().reload();

      alice.awaitNotice("while it sent \u201cbig.dat\u201d. Choose the same again");
      chooseAgain(alice);
      awaitPart(alice); // It begins there.
      assertThat(alice.notices()).not().containsText("Choose the same again");
      giver.awaitTaken();
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
      alice.button("Leave").click();
      assertThat(taker.process().awaitExit()).isZero();
      assertThat(taker.process().allOutput().lines())
          .as("nobody is asked again")
          .filteredOn(event -> event.contains("\"event\":\"offer\""))
          .hasSize(1);
    }
  }

  @Test
  void whoIsLoadedAgainWhileSendingMayLeaveItAtThat() throws IOException {
    try (SlowLink link = new SlowLink(MEGABITS);
        ChatPage alice = chromium.open(address());
        ChatPage bob = chromium.open(address())) {
      assertThat(link).isNotNull();
      PageGiver giver = new PageGiver(alice, List.of(file));
      bob.join(giver.invite());
      giver.offer();
      bob.button("Accept").click();
      awaitPart(bob);
      List<String> asked = new ArrayList<>();
      alice
          .page()
          .onDialog(
              dialog -> {
                asked.add(dialog.type());
                dialog.accept();
              });

      alice.page().reload();
      assertThat(asked).containsExactly("beforeunload");
      bob.awaitText("It goes on as soon as the other side does.");
      alice.button("Do not send").click();

      bob.awaitText("The other side cancelled this.");
      assertThat(alice.notices()).not().containsText("Choose the same again");
      assertThat(alice.message()).isFocused();
      assertThat(alice.tabStorage()).doesNotContain("big.dat");
      alice.page().reload();
      alice.awaitConnected();
      assertThat(asked).as("nothing is under way any more").hasSize(1);
    }
  }

  @Test
  void namesOfFilesDoNotOutliveTheConversation() {
    try (ChatPage alice = chromium.open(address())) {
      alice
          .page()
          .evaluate("() => sessionStorage.setItem('sotto.sending', '[{\"name\":\"big.dat\"}]')");
      alice.page().reload();
      assertThat(alice.button("Invite")).isVisible();
      assertThat(alice.tabStorage()).doesNotContain("big.dat");
    }
  }

  @Test
  void aPageSendsOnWithANewCode() throws IOException, InterruptedException {
    Path output = output();
    Path home = home();
    try (ChatPage alice = chromium.open(address())) {
      PageGiver giver = new PageGiver(alice, List.of(file));
      try (SlowLink link = new SlowLink(MEGABITS);
          TerminalTaker taker = new TerminalTaker(home, server.url().toString(), output)) {
        assertThat(link).isNotNull();
        taker.join(giver.invite());
        giver.offer();
        taker.accept();
        awaitPart(alice);
        alice.button("Leave").click();
        taker.process().awaitExit();
      }
      alice.button("Start anew").click();
      try (TerminalTaker taker = new TerminalTaker(home, server.url().toString(), output)) {
        taker.join(giver.invite());
        giver.offer();
        assertBeginsWhereItWas(taker.process());
        giver.awaitTaken();
        assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
      }
    }
  }

  @Tag("long")
  @Test
  void aPageReceivesOnWithANewCode() throws IOException, InterruptedException {
    Path home = home();
    try (PageTaker taker = PageTaker.saving(chromium.open(address()))) {
      ChatPage bob = taker.page();
      try (SlowLink link = new SlowLink(MEGABITS);
          TerminalGiver giver = new TerminalGiver(home, server.url().toString(), List.of(file))) {
        assertThat(link).isNotNull();
        taker.join(giver.invite());
        giver.offer();
        taker.accept();
        awaitPart(bob);
        bob.button("Leave").click();
        giver.process().awaitExit();
      }
      bob.button("Start anew").click();
      try (TerminalGiver giver = new TerminalGiver(home, server.url().toString(), List.of(file))) {
        taker.join(giver.invite());
        giver.offer();
        taker.accept();
        assertBeginsWhereItWas(giver.process());
        assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
        giver.awaitTaken();
      }
    }
  }

  @Tag("long")
  @Test
  void whatAProgramThatWasKilledSentGoesOnWithANewCode() throws IOException, InterruptedException {
    Path home = home();
    try (PageTaker taker = PageTaker.saving(chromium.open(address()))) {
      ChatPage bob = taker.page();
      try (SlowLink link = new SlowLink(MEGABITS);
          TerminalGiver giver = new TerminalGiver(home, server.url().toString(), List.of(file))) {
        assertThat(link).isNotNull();
        taker.join(giver.invite());
        giver.offer();
        taker.accept();
        awaitPart(bob);
        giver.process().kill();
        bob.awaitText("It goes on as soon as the other side does.");
        bob.button("Leave").click();
      }
      bob.button("Start anew").click();
      try (TerminalGiver giver = new TerminalGiver(home, server.url().toString(), List.of(file))) {
        taker.join(giver.invite());
        giver.offer();
        taker.accept();
        assertBeginsWhereItWas(giver.process());
        assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
        giver.awaitTaken();
      }
    }
  }

  @Test
  void aConnectionThatWasCutWhileAPageReceivesGoesOnByItself()
      throws IOException, InterruptedException {
    try (SlowLink link = new SlowLink(MEGABITS);
        TerminalGiver giver = new TerminalGiver(home(), server.url().toString(), List.of(file));
        PageTaker taker = PageTaker.saving(chromium.open(address()))) {
      assertThat(link).isNotNull();
      taker.join(giver.invite());
      giver.offer();
      taker.accept();
      awaitPart(taker.page());
      try (CutOff cut = new CutOff()) {
        assertThat(cut).isNotNull();
        giver.process().await("reconnecting");
      }
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
      giver.awaitTaken();
    }
  }

  @Tag("long")
  @Test
  void aConnectionThatWasCutWhileAPageSendsGoesOnByItself()
      throws IOException, InterruptedException {
    try (SlowLink link = new SlowLink(MEGABITS);
        ChatPage alice = chromium.open(address());
        TerminalTaker taker = new TerminalTaker(home(), server.url().toString(), output())) {
      assertThat(link).isNotNull();
      PageGiver giver = new PageGiver(alice, List.of(file));
      taker.join(giver.invite());
      giver.offer();
      taker.accept();
      awaitPart(alice);
      try (CutOff cut = new CutOff()) {
        assertThat(cut).isNotNull();
        taker.process().await("reconnecting");
      }
      giver.awaitTaken();
      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
    }
  }

  @Test
  void twoVisitorsGoOnWithANewCode() throws IOException {
    try (SlowLink link = new SlowLink(MEGABITS);
        ChatPage alice = chromium.open(address());
        PageTaker taker = PageTaker.saving(chromium.open(address()))) {
      assertThat(link).isNotNull();
      ChatPage bob = taker.page();
      PageGiver giver = new PageGiver(alice, List.of(file));
      taker.join(giver.invite());
      giver.offer();
      taker.accept();
      awaitPart(bob);
      alice.button("Leave").click();
      alice.button("Start anew").click();
      bob.button("Start anew").click();
      alice.page().evaluate(COUNTS);

      taker.join(giver.invite());
      giver.offer();
      taker.accept();

      assertThat(taker.received()).isEqualTo(Map.of("big.dat", Trees.sha256(file)));
      giver.awaitTaken();
      assertThat((Integer) alice.page().evaluate("() => window.sent.bytes"))
          .as("it begins where it was")
          .isBetween(1, (int) (SIZE * 4 / 5));
      assertThat((String) alice.page().evaluate("() => window.sent.texts.join('\\n')"))
          .contains("\"proofs\":[\"", "\"t\":\"from\"")
          .doesNotContain("\"token\"");
    }
  }

  private void chooseAgain(ChatPage page) {
    Locator button = page.button("Choose again\u2026");
    FileChooser chooser = page.page().waitForFileChooser(button::click);
    chooser.setFiles(file);
  }

  /** Waits until two fifths of it are there. */
  private static void awaitPart(ChatPage page) {
    page.page()
        .waitForFunction(
            """
            () => {
              const bar = document.querySelector('[role=progressbar]:not([hidden])');
              return Number(bar?.getAttribute('aria-valuenow') ?? 0) >= 40;
            }
            """);
  }

  private static void assertBeginsWhereItWas(SottoProcess process) throws InterruptedException {
    JsonNode first = process.await("progress");
    assertThat(first.path("bytes").asLong()).as("%s", first).isGreaterThan(SIZE / 5);
  }

  private Path output() throws IOException {
    return Files.createDirectories(folder.resolve("output " + homes++));
  }

  private Path home() {
    return folder.resolve("home " + homes++);
  }

  private String address() {
    return server.url() + "/";
  }
}
