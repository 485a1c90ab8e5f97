package dev.sotto.interop;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;

/** Somebody who receives files in a page in Chromium. */
final class PageTaker implements Taker {
  private final ChatPage page;

  PageTaker(ChatPage page) {
    this.page = page;
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
    page.button("Accept").click();
  }

  @Override
  public SortedMap<String, String> received() throws IOException {
    page.awaitText("Received");
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Locator link : page.log().getByRole(AriaRole.LINK).all()) {
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
