package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person does with files in the page, between two pages that are connected. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageTransferTest {
  private static WebServer server;
  private static Chromium chromium;
  private ChatPage alice;
  private ChatPage bob;

  @BeforeAll
  static void start() throws IOException {
    server = WebServer.start(WebOptions.local(0));
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void meet() {
    alice = chromium.open(server.url() + "/");
    bob = chromium.open(server.url() + "/");
    bob.join(alice.invite());
    alice.awaitStatus("Connected");
    bob.awaitStatus("Connected");
    assertThat(alice.button("Send files")).isEnabled();
    assertThat(bob.button("Send files")).isEnabled();
  }

  @AfterEach
  void part() {
    alice.close();
    bob.close();
  }

  @Test
  void someOfAnOfferAreTakenAndSavedByALink() throws IOException {
    alice.chooseFiles("[new File(['wanted'], 'a.txt'), new File(['unwanted'], 'b.txt')]");
    bob.page().getByLabel("b.txt").uncheck();
    bob.button("Accept").click();
    bob.awaitText("Received 1 file, checked.");
    alice.awaitText("Delivered 1 file.");

    Download download = bob.page().waitForDownload(() -> link("Save a.txt").click());

    assertThat(download.suggestedFilename()).isEqualTo("a.txt");
    assertThat(Files.readString(download.path(), UTF_8)).isEqualTo("wanted");
    assertThat(link("Save b.txt")).hasCount(0);
    assertThat(bob.complaints()).isEmpty();
  }

  @Test
  void nothingCanBeAcceptedWhereNothingIsChosen() {
    alice.chooseFiles("[new File(['1'], 'a.txt'), new File(['2'], 'b.txt')]");
    bob.page().getByLabel("All").uncheck();
    assertThat(bob.button("Accept")).isDisabled();
    bob.page().getByLabel("a.txt").check();
    assertThat(bob.button("Accept")).isEnabled();
  }

  @Test
  void droppedAndPastedFilesAreOffered() {
    alice
        .page()
        .evaluate(
            """
            () => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(['dropped'], 'dropped.txt'));
              for (const name of ['dragenter', 'dragover', 'drop']) {
                const options = { dataTransfer, bubbles: true, cancelable: true };
                document.body.dispatchEvent(new DragEvent(name, options));
              }
            }
            """);
    bob.awaitText("dropped.txt");
    assertThat(alice.page().getByText("Drop to send")).isHidden();
    alice
        .page()
        .evaluate(
            """
            () => {
              const clipboardData = new DataTransfer();
              clipboardData.items.add(new File(['pasted'], 'image.png'));
              const options = { clipboardData, bubbles: true, cancelable: true };
              document.getElementById('message').dispatchEvent(new ClipboardEvent('paste', options));
            }
            """);
    bob.awaitText("image.png");
  }

  @Test
  void whatIsHiddenInANameIsWrittenOut() {
    alice.chooseFiles("[new File(['x'], 'photo\\u202egpj.exe')]");
    bob.awaitText("photo\\u{202e}gpj.exe");
    bob.awaitText("Look twice: 1 program, 1 odd name.");
    bob.button("Decline").click();
    bob.awaitText("You declined.");
    alice.awaitText("The other side declined.");
  }

  @Test
  void aNameThatCannotBeSentIsToldToTheSender() {
    alice.chooseFiles("[new File(['x'], 'aux.txt')]");
    alice.awaitNotice("aux.txt");
    alice.button("Dismiss").click();
    assertThat(alice.notices()).not().containsText("aux.txt");
  }

  @Test
  void aDuplicatedTabLeavesTheConversationToTheFirst() {
    String kept = alice.tabStorage();
    Page copy = alice.page().context().newPage();
    copy.navigate(server.url() + "/words.txt");
    copy.evaluate(
        """
        kept => Object.entries(JSON.parse(kept))
            .forEach(([name, value]) => sessionStorage.setItem(name, value))
        """,
        kept);
    copy.navigate(server.url() + "/");

    assertThat(copy.locator("#notices")).containsText("goes on in another one");
    assertThat(copy.getByRole(AriaRole.STATUS)).containsText("Ready");
    alice.say("still here");
    bob.awaitText("still here");
  }

  private Locator link(String name) {
    return bob.page()
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
