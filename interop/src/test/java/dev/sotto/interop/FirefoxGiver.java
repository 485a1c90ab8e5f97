package dev.sotto.interop;

import java.nio.file.Path;
import java.util.List;

/** Somebody who sends files from a page in Firefox. */
final class FirefoxGiver implements Giver {
  private final FirefoxPage page;
  private final List<Path> paths;

  FirefoxGiver(FirefoxPage page, List<Path> paths) {
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
    page.await("document.querySelector('#attach').disabled === false");
    page.choose("#files", paths);
  }

  @Override
  public void awaitTaken() {
    page.awaitText("Delivered");
  }

  @Override
  public void close() {
    page.close();
  }
}
