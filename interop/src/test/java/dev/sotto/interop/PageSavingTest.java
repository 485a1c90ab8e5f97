package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What came gets to where the user wants it, or the page says why not. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageSavingTest {
  /** The dialog of the browser, in which nobody can click here, answered by a real file. */
  private static final String PICKS_A_FILE =
      """
      window.showSaveFilePicker = async ({ suggestedName }) =>
        (await navigator.storage.getDirectory())
            .getFileHandle(`my ${suggestedName}`, { create: true });
      """;

  /** A user who closes the dialog, and then picks a folder that the browser protects. */
  private static final String PICKS_NOTHING =
      """
      const answers = ['AbortError', 'NotAllowedError'];
      window.showDirectoryPicker = async () => {
        throw new DOMException('as a browser says it', answers.shift());
      };
      """;

  /** As if the browser had cleared what it keeps for the page. */
  private static final String KEEPS_NOTHING =
      """
      FileSystemFileHandle.prototype.getFile = async () => {
        throw new DOMException('gone', 'NotFoundError');
      };
      """;

  private static final String NOTES_WHAT_IT_LETS_GO =
      """
      window.revoked = [];
      const { revokeObjectURL } = URL;
      URL.revokeObjectURL = (address) => {
        revoked.push(address);
        revokeObjectURL(address);
      };
      """;

  private WebServer server;
  private Chromium chromium;

  @BeforeAll
  void start() throws IOException {
    server = WebServer.start(WebOptions.local(0));
    chromium = new Chromium();
  }

  @AfterAll
  void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void severalFilesAreSavedByOneButton() throws IOException {
    try (ChatPage alice = chromium.open(address());
        ChatPage bob = chromium.open(address())) {
      List<Download> downloads = new ArrayList<>();
      alice.page().onDownload(downloads::add);
      meet(alice, bob);
      bob.chooseFiles("Array.from({ length: 12 }, (_, i) => new File([`no. ${i}`], `${i}.txt`))");
      alice.button("Accept").click();
      alice.button("Save all").click();
      alice.button("Save all again").waitFor();

      alice.page().waitForCondition(() -> downloads.size() == 12);
      assertThat(downloads)
          .extracting(Download::suggestedFilename)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 12).mapToObj(i -> i + ".txt").toList());
      for (Download download : downloads) {
        String number = download.suggestedFilename().replace(".txt", "");
        try (InputStream in = download.createReadStream()) {
          assertThat(in).hasContent("no. " + number);
        }
      }
    }
  }

  @Test
  void oneFileGoesToTheNameThatTheUserGives() {
    try (ChatPage alice = chromium.openAfter(PICKS_A_FILE, address());
        ChatPage bob = chromium.open(address())) {
      meet(alice, bob);
      bob.chooseFiles("[new File(['Dear Alice'], 'letter.txt')]");
      alice.button("Save as\u2026").click();
      alice.awaitText("Saved 1 file.");

      Object written =
          alice
              .page()
              .evaluate(
                  """
                  async () => {
                    const folder = await navigator.storage.getDirectory();
                    return (await (await folder.getFileHandle('my letter.txt')).getFile()).text();
                  }
                  """);
      assertThat(written).isEqualTo("Dear Alice");
    }
  }

  @Test
  void whoPicksNoPlaceOrOneThatMayNotBeWrittenCanStillAccept() {
    try (ChatPage alice = chromium.openAfter(PICKS_NOTHING, address());
        ChatPage bob = chromium.open(address())) {
      meet(alice, bob);
      bob.chooseFiles("[new File(['a'], 'a.txt'), new File(['b'], 'b.txt')]");
      Locator folder = alice.button("Choose a folder\u2026");
      folder.click();
      assertThat(folder.isEnabled()).isTrue();
      folder.click();
      alice.awaitText("The browser does not let this page write there. Choose another place.");
      alice.button("Accept").click();
      alice.awaitText("Received 2 files, checked.");
    }
  }

  @Test
  void whatTheBrowserDidNotKeepIsSaid() {
    try (ChatPage alice = chromium.openAfter(KEEPS_NOTHING, address());
        ChatPage bob = chromium.open(address())) {
      meet(alice, bob);
      bob.chooseFiles("[new File(['a'], 'a.txt'), new File(['b'], 'b.txt')]");
      alice.button("Accept").click();
      alice.awaitText("not here any more");
      alice.button("Save all").click();
      alice.awaitText("2 files of these: not here any more. Have it sent again.");
    }
  }

  @Test
  void whatIsOnlyInMemoryIsLetGoOnceItIsSaved() throws IOException {
    List<InetAddress> elsewhere = List.of(InetAddress.getByName("10.83.0.1"));
    WebOptions options = new WebOptions(elsewhere, 0, List.of(), WebOptions.local(0).limits());
    try (WebServer unprotected = WebServer.start(options);
        ChatPage alice = chromium.openAfter(NOTES_WHAT_IT_LETS_GO, unprotected.url() + "/");
        ChatPage bob = chromium.open(unprotected.url() + "/")) {
      meet(alice, bob);
      bob.chooseFiles("[new File(['Dear Alice'], 'letter.txt')]");
      alice.button("Accept").click();
      Locator link = alice.log().getByRole(AriaRole.LINK);
      String address = link.getAttribute("href");
      alice.page().clock().install();

      Download download = alice.page().waitForDownload(link::click);
      try (InputStream in = download.createReadStream()) {
        assertThat(in).hasContent("Dear Alice");
      }
      assertThat(revoked(alice)).as("it may be saved once more").isEmpty();
      alice.page().clock().runFor(61_000);

      assertThat(link.count()).isZero();
      alice.awaitText("saved");
      assertThat(revoked(alice)).isEqualTo(List.of(address));
    }
  }

  @Test
  void whatWasSavedAndLetGoIsNotMissedByTheButtonForAll() throws IOException {
    List<InetAddress> elsewhere = List.of(InetAddress.getByName("10.83.0.1"));
    WebOptions options = new WebOptions(elsewhere, 0, List.of(), WebOptions.local(0).limits());
    try (WebServer unprotected = WebServer.start(options);
        ChatPage alice = chromium.open(unprotected.url() + "/");
        ChatPage bob = chromium.open(unprotected.url() + "/")) {
      meet(alice, bob);
      bob.chooseFiles("[new File(['a'], 'a.txt'), new File(['b'], 'b.txt')]");
      alice.button("Accept").click();
      Locator links = alice.log().getByRole(AriaRole.LINK);
      links.nth(1).waitFor();
      Locator card = alice.page().locator(".card");
      alice.page().clock().install();

      alice.page().waitForDownload(links.first()::click);
      alice.page().clock().runFor(61_000);
      PlaywrightAssertions.assertThat(links).hasCount(1);
      PlaywrightAssertions.assertThat(alice.button("Save all")).isFocused();
      alice.page().waitForDownload(alice.button("Save all")::click);
      alice.page().clock().runFor(61_000);

      PlaywrightAssertions.assertThat(card.getByRole(AriaRole.BUTTON)).hasCount(0);
      PlaywrightAssertions.assertThat(card).isFocused();
      PlaywrightAssertions.assertThat(card).not().containsText("not here any more");
    }
  }

  private static List<?> revoked(ChatPage page) {
    return (List<?>) page.page().evaluate("() => revoked");
  }

  private static void meet(ChatPage alice, ChatPage bob) {
    bob.join(alice.invite());
    alice.awaitConnected();
    bob.awaitConnected();
  }

  private String address() {
    return server.url() + "/";
  }
}
