package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files and folders arrive as they are, whatever the two ends are made of. */
@InNamespace
@NeedsChromium
@NeedsFirefox
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesMatrixTest {
  @TempDir Path folder;

  private SottoProcess serve;
  private String server;
  private Chromium chromium;
  private Firefox firefox;
  private int homes;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    serve = SottoProcess.start("serve", "--json", "--port", "0");
    chromium = new Chromium();
    firefox = Firefox.start();
    server = serve.await("listening").path("url").asText();
  }

  @AfterAll
  void stop() {
    firefox.close();
    chromium.close();
    serve.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TERMINAL, TERMINAL",
    "TERMINAL, CHROMIUM",
    "CHROMIUM, TERMINAL",
    "CHROMIUM, CHROMIUM",
  })
  void filesOfAllSizesArrive(Kind from, Kind to) throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    files.add(Trees.file(folder.resolve("sizes/none.dat"), 0, 1));
    files.add(Trees.file(folder.resolve("sizes/one.dat"), 1, 2));
    files.add(Trees.file(folder.resolve("sizes/five \u00e9\u4e16\ud83d\udc4b.dat"), 5_000_000, 3));
    files.add(Trees.file(folder.resolve("sizes/fifty.dat"), 50_000_000, 4));
    carry(from, to, files);
  }

  @ParameterizedTest
  @CsvSource({"TERMINAL, CHROMIUM", "CHROMIUM, TERMINAL"})
  void aFolderOfTwoThousandArrives(Kind from, Kind to) throws IOException, InterruptedException {
    carry(from, to, List.of(Trees.folder(folder.resolve("tree"), 2000)));
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"TERMINAL, TERMINAL", "CHROMIUM, CHROMIUM"})
  void aFolderOfTwoThousandArrivesAmongEquals(Kind from, Kind to)
      throws IOException, InterruptedException {
    aFolderOfTwoThousandArrives(from, to);
  }

  @ParameterizedTest
  @CsvSource({"TERMINAL, FIREFOX", "FIREFOX, TERMINAL"})
  void firefoxDoesItToo(Kind from, Kind to) throws IOException, InterruptedException {
    carry(from, to, List.of(Trees.file(folder.resolve("sizes/five.dat"), 5_000_000, 5)));
  }

  @Tag("long")
  @Timeout(1200)
  @ParameterizedTest
  @CsvSource({"TERMINAL, TERMINAL", "TERMINAL, PROFILE", "PROFILE, TERMINAL"})
  void twoGigabytesArrive(Kind from, Kind to) throws IOException, InterruptedException {
    carry(from, to, List.of(Trees.file(folder.resolve("sizes/big.dat"), 2_000_000_000, 6)));
  }

  @Test
  void anInviterReceivesAsWell() throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("sizes/small.dat"), 100_000, 7);
    try (Giver giver = giver(Kind.TERMINAL, List.of(file));
        Taker taker = taker(Kind.TERMINAL, false)) {
      giver.join(taker.invite());
      finish(giver, taker, List.of(file));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TERMINAL", "CHROMIUM"})
  void nothingIsOverwritten(Kind from) throws IOException, InterruptedException {
    Path file = Trees.file(folder.resolve("sizes/twice.dat"), 100_000, 8);
    Path output = Files.createDirectories(folder.resolve("output " + homes++));
    Files.writeString(output.resolve("twice.dat"), "of before");
    try (Giver giver = giver(from, List.of(file));
        Taker taker = new TerminalTaker(folder.resolve("taker"), server, output)) {
      taker.join(giver.invite());
      giver.offer();
      taker.accept();
      giver.awaitTaken();
      SortedMap<String, String> received = taker.received();
      assertThat(received).containsOnlyKeys("twice.dat", "twice (1).dat");
      assertThat(received).containsEntry("twice (1).dat", Trees.sha256(file));
      assertThat(output.resolve("twice.dat")).hasContent("of before");
    }
  }

  private void carry(Kind from, Kind to, List<Path> paths)
      throws IOException, InterruptedException {
    try (Giver giver = giver(from, paths);
        Taker taker = taker(to, paths.stream().anyMatch(Files::isDirectory))) {
      taker.join(giver.invite());
      finish(giver, taker, paths);
    }
  }

  private static void finish(Giver giver, Taker taker, List<Path> paths)
      throws IOException, InterruptedException {
    giver.offer();
    taker.accept();
    giver.awaitTaken();
    assertThat(taker.received()).isEqualTo(Trees.hashes(paths));
  }

  private Giver giver(Kind kind, List<Path> paths) {
    return switch (kind) {
      case TERMINAL -> new TerminalGiver(home(), server, paths);
      case CHROMIUM -> new PageGiver(chromium.open(server + "/"), paths);
      case PROFILE -> new PageGiver(chromium.openIn(home(), server + "/"), paths);
      case FIREFOX -> new FirefoxGiver(firefox.open(server + "/"), paths);
    };
  }

  private Taker taker(Kind kind, boolean tree) throws IOException {
    return switch (kind) {
      case TERMINAL ->
          new TerminalTaker(
              home(), server, Files.createDirectories(folder.resolve("output " + homes++)));
      case CHROMIUM ->
          tree
              ? PageTaker.intoFolder(chromium, server + "/")
              : PageTaker.saving(chromium.open(server + "/"));
      case PROFILE -> PageTaker.saving(chromium.openIn(home(), server + "/"));
      case FIREFOX -> new FirefoxTaker(firefox.open(server + "/"), firefox.downloads());
    };
  }

  private Path home() {
    return folder.resolve("home " + homes++);
  }

  /** What an end is made of. */
  enum Kind {
    TERMINAL,
    CHROMIUM,
    /** Chromium that has a disk: without a profile it keeps what comes in memory. */
    PROFILE,
    FIREFOX
  }
}
