package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** Somebody who receives a file in a page in Firefox, which saves it where it saves downloads. */
final class FirefoxTaker implements Taker {
  private static final long PATIENCE_SECONDS = 60;

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
  }

  @Override
  public void accept() {
    page.awaitConnected();
    page.click("Accept");
  }

  /** Firefox writes to a file ending in {@code .part}, beside an empty one of the right name. */
  @Override
  public SortedMap<String, String> received() throws IOException, InterruptedException {
    page.awaitText("Received");
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      downloads.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
      page.evaluate("document.querySelector('a[download]').click()");
      SortedMap<String, String> saved = Trees.hashes(downloads);
      while (saved.isEmpty() || saved.keySet().stream().anyMatch(name -> name.endsWith(".part"))) {
        var key = watch.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(key).as("a download within %d s: %s", PATIENCE_SECONDS, saved).isNotNull();
        key.pollEvents();
        key.reset();
        saved = Trees.hashes(downloads);
      }
      return saved;
    }
  }

  @Override
  public void close() {
    page.close();
  }
}
