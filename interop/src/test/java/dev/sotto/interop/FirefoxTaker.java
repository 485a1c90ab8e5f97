package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Somebody who receives a file in a page in Firefox, which saves it where it saves downloads. */
final class FirefoxTaker implements Taker {

  private final FirefoxPage page;
  private final Path downloads;

  FirefoxTaker(FirefoxPage page, Path downloads) {
    this.page = page;
    this.downloads = downloads;
  }

  @Override
  public String invite() {
    return page.invite();
  }

  @Override
  public void join(String code) {
    page.join(code);
    page.awaitConnected(); // says what the page shows, where only the other side would say nothing
  }

  @Override
  public void accept() {
    page.awaitConnected();
    page.click("Accept");
  }

  /**
   * Firefox makes empty files of a passing and of the right name, writes to one ending in {@code
   * .part}, and at last moves that over the right one.
   */
  @Override
  public SortedMap<String, String> received() throws IOException, InterruptedException {
    page.awaitText("Received");
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      downloads.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
      String name = page.evaluate("document.querySelector('a[download]').download").asText();
      page.evaluate("document.querySelector('a[download]').click()");
      while (!isSaved(name)) {
        var key = watch.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(key).as("%s saved within %d s", name, Patience.SECONDS).isNotNull();
        key.pollEvents();
        key.reset();
      }
      return Trees.hashes(downloads);
    }
  }

  /** No file of these tests is empty. */
  private boolean isSaved(String name) throws IOException {
    try (Stream<Path> files = Files.list(downloads)) {
      return files.map(downloads::relativize).map(Path::toString).toList().equals(List.of(name))
          && Files.size(downloads.resolve(name)) > 0;
    }
  }

  @Override
  public void close() {
    page.close();
  }
}
