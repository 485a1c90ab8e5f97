package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Somebody who receives files in a page in Chromium. */
final class PageTaker implements Taker {
  private static final double PATIENCE_MILLIS = 600_000;

  /** The dialog of the browser, in which nobody can click here, answered by a real folder. */
  private static final String PICKS_A_FOLDER =
      """
      window.showDirectoryPicker = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
      """;

  private static final String HASHES =
      """
      async () => {
        const hashes = {};
        const walk = async (folder, prefix) => {
          for await (const [name, handle] of folder.entries()) {
            if (handle.kind === 'directory') {
              await walk(handle, prefix + name + '/');
            } else {
              const bytes = await (await handle.getFile()).arrayBuffer();
              const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
              hashes[prefix + name] =
                  [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
            }
          }
        };
        await walk(await showDirectoryPicker(), '');
        return hashes;
      }
      """;

  private final ChatPage page;
  private final boolean intoFolder;

  private PageTaker(ChatPage page, boolean intoFolder) {
    this.page = page;
    this.intoFolder = intoFolder;
  }

  /** Who accepts, and saves each file by its link. */
  static PageTaker saving(ChatPage page) {
    return new PageTaker(page, false);
  }

  /** Who chooses a folder where everything is to go. */
  static PageTaker intoFolder(Chromium chromium, String address) {
    return new PageTaker(chromium.openAfter(PICKS_A_FOLDER, address), true);
  }

  ChatPage page() {
    return page;
  }

  @Override
  public String invite() {
    return page.invite();
  }

  @Override
  public void join(String code) {
    page.join(code);
  }

  @Override
  public void accept() {
    page.awaitConnected();
    page.button(intoFolder ? "Choose a folder\u2026" : "Accept").click();
  }

  @Override
  public SortedMap<String, String> received() throws IOException {
    Locator card = page.log().getByRole(AriaRole.GROUP);
    assertThat(card)
        .containsText(
            intoFolder ? "Saved" : "Received",
            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
    SortedMap<String, String> hashes = new TreeMap<>();
    if (intoFolder) {
      ((Map<?, ?>) page.page().evaluate(HASHES))
          .forEach((path, hash) -> hashes.put((String) path, (String) hash));
      return hashes;
    }
    for (Locator link : card.getByRole(AriaRole.LINK).all()) {
      Download download = page.page().waitForDownload(link::click);
      try (InputStream in = download.createReadStream()) {
        hashes.put(download.suggestedFilename(), Trees.sha256(in));
      }
    }
    return hashes;
  }

  @Override
  public void close() {
    page.close();
  }
}
