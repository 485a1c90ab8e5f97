package dev.sotto.interop;

import com.microsoft.playwright.FileChooser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody who sends files from a page in Chromium. */
final class PageGiver implements Giver {
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

  /** Files by the button; a folder by the field that takes one. */
  @Override
  public void offer() {
    page.awaitConnected();
    if (paths.stream().anyMatch(Files::isDirectory)) {
      paths.forEach(path -> page.page().locator("input[webkitdirectory]").setInputFiles(path));
      return;
    }
    FileChooser chooser = page.page().waitForFileChooser(() -> page.button("Send files").click());
    chooser.setFiles(paths.toArray(new Path[0]));
  }

  @Override
  public void awaitTaken() {
    page.awaitText("Sent");
  }

  @Override
  public void close() {
    page.close();
  }
}
