package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sender that paired honestly and then lies about files: a page whose channels change what it
 * sends. Whoever receives keeps nothing of it and says what it was.
 */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LyingSenderTest {
  /** The second binary message of files is within a chunk; its last byte is data. */
  private static final String SPOILS_A_CHUNK =
      """
      const send = RTCDataChannel.prototype.send;
      let binary = 0;
      RTCDataChannel.prototype.send = function (data) {
        if (this.label === 'sotto.files' && typeof data !== 'string' && ++binary === 2) {
          const bytes = new Uint8Array(data.buffer ? data.buffer.slice(
              data.byteOffset, data.byteOffset + data.byteLength) : data.slice(0));
          bytes[bytes.length - 1] ^= 1;
          return send.call(this, bytes);
        }
        return send.call(this, data);
      };
      """;

  private static final String RENAMES =
      """
      const send = RTCDataChannel.prototype.send;
      RTCDataChannel.prototype.send = function (data) {
        return send.call(this, this.label === 'sotto.files' && typeof data === 'string'
            ? data.replace('innocent.dat', '%s') : data);
      };
      """;

  @TempDir Path folder;

  private SottoProcess serve;
  private String server;
  private Chromium chromium;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    serve = SottoProcess.start("serve", "--json", "--port", "0");
    chromium = new Chromium();
    server = serve.await("listening").path("url").asText();
  }

  @AfterAll
  void stop() {
    chromium.close();
    serve.close();
  }

  @Test
  void aSpoiledChunkEndsItWithSevenAndNothingIsKept() throws IOException, InterruptedException {
    assertEnd(SPOILS_A_CHUNK, "integrity", 7);
  }

  @Test
  void aNameThatLeavesTheDirectoryEndsItWithNine() throws IOException, InterruptedException {
    assertEnd(RENAMES.formatted("../escaped"), "protocol", 9);
    assertThat(folder.resolve("escaped")).doesNotExist();
  }

  @Test
  void aNameWithAnEscapeEndsItWithNine() throws IOException, InterruptedException {
    assertEnd(RENAMES.formatted("\\\\u001b[2J"), "protocol", 9);
  }

  @Test
  void aManifestThatIsNotWhatItsHashSaysEndsItWithNine() throws IOException, InterruptedException {
    assertEnd(RENAMES.formatted("another.dat"), "protocol", 9);
  }

  private void assertEnd(String lie, String code, int exit)
      throws IOException, InterruptedException {
    Path output = Files.createDirectories(folder.resolve("output"));
    Path file = Trees.file(folder.resolve("from/innocent.dat"), 300_000, 1);
    ChatPage page = chromium.openAfter(lie, server + "/");
    try (PageGiver giver = new PageGiver(page, List.of(file));
        TerminalTaker taker = new TerminalTaker(folder.resolve("home"), server, output)) {
      taker.join(giver.invite());
      giver.offer();
      JsonNode error = taker.process().await("error");
      assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
      // A page may offer again: who receives stays until it has left.
      page.close();
      assertThat(taker.process().awaitExit()).isEqualTo(exit);
      assertThat(Trees.visible(output)).isEmpty();
    }
  }
}
