package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody who sends files, or a folder, from a page in Chromium. */
final class PageGiver implements Giver {
  private static final double PATIENCE_MILLIS = 600_000;

  private final ChatPage page;
  private final List<Path> paths;

  PageGiver(ChatPage page, List<Path> paths) {
    this.page = page;
    this.paths = paths;
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
  public void offer() {
    page.awaitConnected();
    boolean folder = paths.stream().anyMatch(Files::isDirectory);
    Locator button = page.button(folder ? "Send a folder" : "Send files");
    FileChooser chooser = page.page().waitForFileChooser(button::click);
    chooser.setFiles(paths.toArray(new Path[0]));
  }

  @Override
  public void awaitTaken() {
    assertThat(page.card("Files from you"))
        .containsText(
            "Delivered", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  @Override
  public void close() {
    page.close();
  }
}
