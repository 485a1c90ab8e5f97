package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * The transfers of a page that a server serves, in the browser, without the page around them and
 * without connections: {@code files-lab.js}. Playwright's thread only.
 */
final class FilesLab implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChatPage page;

  private FilesLab(ChatPage page) {
    this.page = page;
  }

  /** Opens one at an address of a server, in a context of its own. */
  static FilesLab open(Chromium chromium, String server) throws IOException {
    ChatPage page = chromium.open(server + "/health"); // A document of the same origin, no script.
    try (InputStream in = FilesLab.class.getResourceAsStream("/files-lab.js")) {
      page.page().evaluate(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
    }
    return new FilesLab(page);
  }

  /** Calls a function of the lab. */
  JsonNode call(String function, Object... arguments) {
    try {
      String result =
          (String)
              page.page()
                  .evaluate(
                      "async ([name, values]) =>"
                          + " JSON.stringify(await window.lab[name](...JSON.parse(values)) ?? null)",
                      List.of(function, JSON.writeValueAsString(arguments)));
      return JSON.readTree(result);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the lab speaks JSON", e);
    }
  }

  /** Has the browser take back the memory that nothing holds. */
  void collectGarbage() {
    page.page().requestGC();
  }

  /** What went wrong in the page, apart from what it was asked for. */
  List<String> complaints() {
    return page.complaints();
  }

  @Override
  public void close() {
    page.close();
  }
}
